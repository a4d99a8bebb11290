using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fluency.Ingest.AspNetCore;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.PageTests.Support;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.PageTests.Http;

public sealed class EndpointTests
{
    const string Tail = "ingest/tail?pipe=cloudtrail&component=sink:events";

    public static TheoryData<string, string> ContentTypes => new()
    {
        { "ingest/", "text/html; charset=utf-8" },
        { "ingest/page.css", "text/css; charset=utf-8" },
        { "ingest/page.js", "text/javascript; charset=utf-8" },
        { "ingest/status", "application/json; charset=utf-8" },
        { "ingest/events", "text/event-stream" },
        { Tail, "text/event-stream" },
    };

    public static TheoryData<string, string> OtherMethods => new(
        from url in new[] { "ingest/", "ingest/page.css", "ingest/page.js", "ingest/status", "ingest/events", Tail }
        from method in new[] { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE" }
        select (url, method));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public async Task Endpoint_HasItsTypeAndTheHeadersThatKeepForeignCodeAway(string url, string contentType)
    {
        await using var host = await PageHost.StartAsync();

        using var answer = await host.Client.GetAsync(new Uri(url, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be(contentType);
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("frame-ancestors 'none'").And.Contain("base-uri 'none'").And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        answer.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").Should().Equal("same-origin");
    }

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public async Task Endpoint_Head_HasTheHeadersAndNoBody(string url, string contentType)
    {
        await using var host = await PageHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(url, UriKind.Relative));

        using var answer = await host.Client.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().Should().Be(contentType);
        (await answer.Content.ReadAsByteArrayAsync(Token)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(OtherMethods))]
    public async Task Endpoint_OtherMethods_AreNotAllowed(string url, string method)
    {
        await using var host = await PageHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));

        using var answer = await host.Client.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Should().BeEquivalentTo("GET", "HEAD");
    }

    [Fact]
    public async Task Page_WithoutItsSlash_IsRedirectedByARelativeAddress()
    {
        await using var host = await PageHost.StartAsync(new() { Middleware = static app => app.UsePathBase("/behind") });

        using var answer = await host.Client.GetAsync(new Uri("behind/ingest", UriKind.Relative), Token);

        answer.StatusCode.Should().Be(HttpStatusCode.TemporaryRedirect);
        answer.Headers.Location!.OriginalString.Should().Be("./ingest/");
    }

    [Theory]
    [InlineData("ingest/")]
    [InlineData("ingest/page.css")]
    [InlineData("ingest/page.js")]
    public async Task Asset_ThatIsKnown_IsNotSentAgain(string url)
    {
        await using var host = await PageHost.StartAsync();
        using var first = await host.Client.GetAsync(new Uri(url, UriKind.Relative), Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await host.Client.SendAsync(request, Token);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        first.Headers.CacheControl.Should().Be(new CacheControlHeaderValue { NoCache = true, Private = true });
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("page.css")]
    [InlineData("page.js")]
    public async Task Asset_NamesNothingOutsideAndHasNoWayToMakeMarkupOfText(string name)
    {
        using var reader = new StreamReader(typeof(StatusPageOptions).Assembly.GetManifestResourceStream(name)!);
        var text = (await reader.ReadToEndAsync(Token)).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);

        text.Should().NotContainAny("http:", "https:", "//cdn", "@import", "url(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", " style=", "onclick");
    }

    [Fact]
    public async Task Status_IsThatOfThePipes()
    {
        await using var host = await PageHost.StartAsync();

        using var json = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("ingest/status", UriKind.Relative), Token));

        var pipe = json.RootElement.EnumerateArray().Should().ContainSingle().Subject;
        pipe.GetProperty("name").GetString().Should().Be("cloudtrail");
        pipe.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("id").GetString())
            .Should().Equal("source:trail", "router:main", "route:main/main", "processor:main/main/CloudTrailAdjustments", "sink:events", "sink:quarantine");
    }

    [Fact]
    public async Task Events_TellThePictureAndThenWhatChanged()
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.Interval = TimeSpan.FromMilliseconds(100) });
        await using var events = await EventReader.OpenAsync(host.Client, "ingest/events");

        var first = await events.NextAsync();
        host.Put(files: 3);
        var changed = await events.NextAsync("status");
        while (changed[0].GetProperty("statistics").GetProperty("messages").GetProperty("complete").GetInt64() < 3)
        {
            changed = await events.NextAsync("status");
        }

        first!.Value.Type.Should().Be("status");
        first.Value.Data[0].GetProperty("name").GetString().Should().Be("cloudtrail");
    }

    [Fact]
    public async Task Events_OfSeveralPipes_BeginWithAllInTheirOrder()
    {
        await using var first = Build("first");
        await using var second = Build("second");
        await using var host = await PageHost.StartAsync(new() { Page = page => page.Pipes = [second, first] });
        await using var events = await EventReader.OpenAsync(host.Client, "ingest/events");

        var statuses = await events.NextAsync("status");

        statuses.EnumerateArray().Select(pipe => pipe.GetProperty("name").GetString()).Should().Equal("second", "first");
        statuses[0].GetProperty("state").GetString().Should().Be("stopped");
    }

    [Fact]
    public async Task Streams_BeyondTheMost_AreToldToComeLater()
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.MaxStreams = 1 });
        await using var events = await EventReader.OpenAsync(host.Client, "ingest/events");
        await events.NextAsync();

        using var answer = await host.Client.GetAsync(new Uri(Tail, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.Should().NotBeNull();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("ingest/events")]
    [InlineData(Tail)]
    public async Task Stream_HostThatStops_IsEndedByIt(string url)
    {
        await using var host = await PageHost.StartAsync();
        await using var events = await EventReader.OpenAsync(host.Client, url);
        await events.NextAsync();

        await host.StopAsync(TestContext.Current.CancellationToken);

        while (await events.NextAsync() is not null)
        {
        }
    }

    [Theory]
    [InlineData("ingest/tail", HttpStatusCode.NotFound)]
    [InlineData("ingest/tail?pipe=other&component=sink:events", HttpStatusCode.NotFound)]
    [InlineData("ingest/tail?pipe=cloudtrail&component=sink:other", HttpStatusCode.NotFound)]
    [InlineData(Tail + "&answer=Maybe", HttpStatusCode.BadRequest)]
    [InlineData(Tail + "&answer=pass", HttpStatusCode.BadRequest)]
    public async Task Tail_OfWhatIsNotThere_IsRefused(string url, HttpStatusCode expected)
    {
        await using var host = await PageHost.StartAsync();

        using var answer = await host.Client.GetAsync(new Uri(url, UriKind.Relative), Token);

        answer.StatusCode.Should().Be(expected);
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(true, "operators", false)]
    [InlineData(false, "operators", false)]
    public async Task Tail_ShowsBodiesOnlyWhereTheyAreAllowed(bool showRecords, string? policy, bool isShown)
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Services = TestUser.AddTo,
            Page = page => (page.ShowRecords, page.RecordPolicy) = (showRecords, policy),
        });
        await using var events = await EventReader.OpenAsync(host.Client, Tail);

        var tail = await events.NextAsync("tail");
        host.Put(files: 1);
        var record = await events.NextAsync("record");

        tail.GetProperty("records").GetBoolean().Should().Be(isShown);
        record.GetProperty("component").GetString().Should().Be("sink:events");
        record.GetProperty("answer").GetString().Should().Be("Pass");
        record.GetProperty("object").GetString().Should().StartWith("s3://logs/");
        (record.GetProperty("body").GetString()!.Length > 0).Should().Be(isShown);
    }

    [Fact]
    public async Task Tail_RecordPolicyThatIsMet_ShowsBodies()
    {
        await using var host = await PageHost.StartAsync(new() { Services = TestUser.AddTo, Page = static page => (page.ShowRecords, page.RecordPolicy) = (true, "operators") });
        host.Client.DefaultRequestHeaders.Add(TestUser.Header, "operator");
        await using var events = await EventReader.OpenAsync(host.Client, Tail);

        (await events.NextAsync("tail")).GetProperty("records").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Tail_NameOfAComponentWithEverythingInIt_IsFound()
    {
        const string Hostile = "../<b>&?#%2F\"'\\ ü";
        await using var host = await PageHost.StartAsync(new()
        {
            PipeName = Hostile,
            Describe = static pipe => pipe.Route(static route => route.Process(new CloudTrailAdjustments(), Hostile).To(new NullSink(), Hostile), Hostile).Quarantine(new NullSink()),
        });

        foreach (var component in host.Pipe.GetStatus().Components)
        {
            await using var events = await EventReader.OpenAsync(host.Client, $"ingest/tail?pipe={Uri.EscapeDataString(Hostile)}&component={Uri.EscapeDataString(component.Id)}");
            (await events.NextAsync())!.Value.Type.Should().Be("tail");
        }
    }

    [Fact]
    public void Map_WithoutPipes_SaysWhatToCall()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var map = () => app.MapFluencyIngest("/ingest");

        map.Should().Throw<InvalidOperationException>().WithMessage("*AddFluencyIngest*");
    }

    [Theory]
    [InlineData(99, 1)]
    [InlineData(1000, -1)]
    public void Map_OptionsOutOfRange_AreRejected(int intervalMilliseconds, int streams)
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var map = () => app.MapFluencyIngest("/ingest", page =>
        {
            page.Pipes = [];
            page.Interval = TimeSpan.FromMilliseconds(intervalMilliseconds);
            page.MaxStreams = streams;
        });

        map.Should().Throw<ArgumentOutOfRangeException>();
    }

    static Pipe Build(string name) => Pipe.CreateBuilder(name).FromFiles("nowhere").Route(static route => route.ToNull()).OtherwiseDrop().Build();
}
