using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon;
using Amazon.Runtime;
using Amazon.SQS;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>What is told behind a proxy that asks for a user, and then lets nobody through.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    readonly ToolFolder _folder = new();
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    Task _answering = Task.CompletedTask;
    int _signedIn;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    Dictionary<string, string> Environment => new() { ["HTTPS_PROXY"] = $"http://collector:s3cretpw@{_listener.LocalEndpoint}", ["NO_PROXY"] = "" };

    public ValueTask InitializeAsync()
    {
        _listener.Start();
        _answering = AnswerAsync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _answering;
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_ProxyRefusesTheSink_ShowsTheProxyWithoutItsUser()
    {
        _folder.Write("a.json", """{"Records":[{"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"X","eventTime":"2026-01-02T00:00:00Z"}]}"""u8);
        Configure(new { Type = "Files", Paths = new[] { "a.json" }, Router = "AWSCloudTrail_Adjustments", Sinks = new[] { "events" } });

        var (_, output, error) = await ToolProcess.RunAsync(_folder.FullPath, Environment, "run", "--config", "ingest.json", "--until-empty", "--stats", "stats.json");

        ShowsNoUser(output + error + await File.ReadAllTextAsync(_folder.File("quarantine.ndjson"), Token) + await File.ReadAllTextAsync(_folder.File("stats.json"), Token));
    }

    [Fact]
    public async Task Doctor_ProxyRefusesAwsAndTheSink_ShowsTheProxyWithoutItsUser()
    {
        Configure(new
        {
            Type = "S3Notification",
            QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/trail",
            AccessKeyId = "test",
            SecretAccessKey = "test",
            Router = "AWSCloudTrail_Adjustments",
            Sinks = new[] { "events" },
        });

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, Environment, "doctor", "--config", "ingest.json", "--json");

        exitCode.Should().Be(3, error);
        ShowsNoUser(output + error);
    }

    [Fact]
    public async Task Receive_ProxyRefusesAws_ThrowsTheProxyWithoutItsUser()
    {
        var config = new AmazonSQSConfig { RegionEndpoint = RegionEndpoint.USEast1, HttpClientFactory = new HttpClients(TimeProvider.System), MaxErrorRetry = 0 };
        config.SetWebProxy(new WebProxy($"http://collector:s3cretpw@{_listener.LocalEndpoint}") { Credentials = new NetworkCredential("collector", "s3cretpw") });
        using var sqs = new AmazonSQSClient(new BasicAWSCredentials("test", "test"), config);

        var receive = () => sqs.ReceiveMessageAsync("https://sqs.us-east-1.amazonaws.com/111122223333/trail", Token);

        ShowsNoUser((await receive.Should().ThrowAsync<Exception>()).Which.ToString());
    }

    void Configure(object source) => _folder.Write("ingest.json", JsonSerializer.SerializeToUtf8Bytes(new
    {
        Sources = new { trail = source },
        Sinks = new { events = new { Type = "Webhook", Endpoint = "https://receiver.example.com/hook", OnOutage = "Quarantine", OutageAfter = "00:00:01" } },
    }));

    void ShowsNoUser(string text)
    {
        text.Should().Contain($"http://{_listener.LocalEndpoint}").And.Contain("501").And.NotContain("s3cretpw");
        _signedIn.Should().BePositive("the proxy is told who asks, however it is shown");
    }

    async Task AnswerAsync()
    {
        var user = Convert.ToBase64String("collector:s3cretpw"u8);
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(CancellationToken.None);
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                var isSignedIn = false;
                while (await reader.ReadLineAsync(CancellationToken.None) is { Length: > 0 } line)
                {
                    isSignedIn |= line == $"Proxy-Authorization: Basic {user}";
                }

                _signedIn += isSignedIn ? 1 : 0;
                var status = isSignedIn ? "501 Not Implemented" : "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"";
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), CancellationToken.None);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
