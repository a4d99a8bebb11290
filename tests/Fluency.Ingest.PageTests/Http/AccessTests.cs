using System.Net;
using System.Net.Sockets;
using System.Text;
using Fluency.Ingest.PageTests.Support;
using FluentAssertions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.PageTests.Http;

public sealed class AccessTests
{
    const string Elsewhere = "203.0.113.7";

    public static TheoryData<string> Endpoints => ["ingest/", "ingest", "ingest/page.css", "ingest/page.js", "ingest/status", "ingest/events", "ingest/tail?pipe=cloudtrail&component=sink:events"];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Page_FromLoopback_NeedsNobody(string address)
    {
        await using var host = await PageHost.StartAsync(new() { Middleware = TestUser.FakeAddresses });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, address))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_FromElsewhereOfAHostWithoutAuthorization_IsForbiddenWithTheReason(string url)
    {
        await using var host = await PageHost.StartAsync(new() { Middleware = TestUser.FakeAddresses });

        using var answer = await AskAsync(host, url, (TestUser.AddressHeader, Elsewhere));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("does not come from a loopback address");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_FromElsewhereWithoutUser_AsksToSignIn(string url)
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Middleware = TestUser.FakeAddresses });

        (await StatusOfAsync(host, url, (TestUser.AddressHeader, Elsewhere))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Page_FromElsewhereWithUser_IsShownByTheDefaultPolicy()
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Middleware = TestUser.FakeAddresses });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, Elsewhere), (TestUser.Header, "anybody"))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("anybody", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task Page_WithPolicy_IsShownToThoseWhoMeetIt(string role, HttpStatusCode expected)
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Middleware = TestUser.FakeAddresses, Page = static page => page.Policy = "operators" });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, Elsewhere), (TestUser.Header, role))).Should().Be(expected);
    }

    [Fact]
    public async Task Page_WithAuthorizationButNoWayToSignIn_IsForbiddenRatherThanAnError()
    {
        await using var host = await PageHost.StartAsync(new() { Services = static services => services.AddAuthorization(), Middleware = TestUser.FakeAddresses });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, Elsewhere))).Should().Be(HttpStatusCode.Forbidden);
    }

    // Behind a proxy on the same machine, everybody comes from loopback.
    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Original-For", "127.0.0.1:80")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("CF-Connecting-IP", "127.0.0.1")]
    public async Task Page_ThroughAProxy_DoesNotCountAsLoopback(string header, string value)
    {
        await using var host = await PageHost.StartAsync();

        (await StatusOfAsync(host, "ingest/status", (header, value))).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Page_ThroughAProxyThatTheHostTrusts_DoesNotCountAsLoopbackWhateverItForwards()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Middleware = static app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All }),
        });

        (await StatusOfAsync(host, "ingest/status", ("X-Forwarded-For", "127.0.0.1"))).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Page_OverHttp10_DoesNotCountAsLoopback()
    {
        await using var host = await PageHost.StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Root.Host, host.Root.Port, Token);
        await using var stream = connection.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /ingest/status HTTP/1.0\r\nHost: {host.Root.Authority}\r\n\r\n"), Token);

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync(Token)).Should().Contain(" 403 ");
    }

    // Against rebinding of names: a foreign page that resolves to this machine still sends its own name.
    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("evil.example:80", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("203.0.113.7", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:5000", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:5000", HttpStatusCode.OK)]
    [InlineData("[::1]:5000", HttpStatusCode.OK)]
    public async Task Page_OfLoopback_AnswersToLoopbackNamesOnly(string name, HttpStatusCode expected)
    {
        await using var host = await PageHost.StartAsync();

        (await StatusOfAsync(host, "ingest/status", ("Host", name))).Should().Be(expected);
    }

    [Theory]
    [InlineData("https://evil.example", "cross-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData(null, "same-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData("null", null, null, HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", "navigate", HttpStatusCode.OK)]
    [InlineData(null, "same-origin", "cors", HttpStatusCode.OK)]
    [InlineData(null, "none", "navigate", HttpStatusCode.OK)]
    public async Task Page_OfLoopback_IsNotForPagesOfOtherSites(string? origin, string? site, string? mode, HttpStatusCode expected)
    {
        await using var host = await PageHost.StartAsync();

        var headers = new (string Name, string? Value)[] { ("Origin", origin), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode) };
        (await StatusOfAsync(host, "ingest/status", [.. headers.Where(header => header.Value is not null).Select(header => (header.Name, header.Value!))])).Should().Be(expected);
    }

    [Fact]
    public async Task Page_WhoseLoopbackIsNotExempt_AsksToSignIn()
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Page = static page => page.AllowLoopback = false });

        (await StatusOfAsync(host, "ingest/status")).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("anybody", HttpStatusCode.Forbidden)]
    [InlineData("operator", HttpStatusCode.OK)]
    public async Task Endpoints_ThatTheHostRequiresAuthorizationFor_RequireItOfLoopbackToo(string? role, HttpStatusCode expected)
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Conventions = static page => page.RequireAuthorization("operators") });

        (await (role is null ? StatusOfAsync(host, "ingest/status") : StatusOfAsync(host, "ingest/status", (TestUser.Header, role)))).Should().Be(expected);
    }

    [Fact]
    public async Task Endpoints_WithAPolicyThatNoMiddlewareAsksFor_AreNotOpen()
    {
        var nobody = new AuthorizationPolicyBuilder().RequireAssertion(static _ => false).Build();
        await using var host = await PageHost.StartAsync(new() { Middleware = TestUser.FakeAddresses, Conventions = page => page.WithMetadata(nobody) });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, Elsewhere))).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Endpoints_ThatTheHostOpens_AreOpen()
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Middleware = TestUser.FakeAddresses, Conventions = static page => page.AllowAnonymous() });

        (await StatusOfAsync(host, "ingest/status", (TestUser.AddressHeader, Elsewhere))).Should().Be(HttpStatusCode.OK);
    }

    static async Task<HttpStatusCode> StatusOfAsync(PageHost host, string url, params (string Name, string Value)[] headers)
    {
        using var answer = await AskAsync(host, url, headers);
        return answer.StatusCode;
    }

    static async Task<HttpResponseMessage> AskAsync(PageHost host, string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        }

        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
