using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Readme;

/// <summary>What the README shows compiles, runs and does what it says.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void CSharpBlocks_AreTheCompiledOnes()
    {
        var compiled = Unindented(File.ReadAllText(Path.Combine(Repository, "tests/Fluency.Ingest.FunctionalTests/Readme/ReadmeExamples.cs")));

        Blocks("csharp").Should().HaveCountGreaterThan(3).And.AllSatisfy(block => compiled.Should().Contain(Unindented(block)));
    }

    [Fact]
    public void FirstExample_StandsInTheFirstLinesAndIsShort()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository, "README.md"));
        var first = Array.FindIndex(lines, line => line == "```csharp");

        first.Should().BeLessThan(30);
        Blocks("csharp")[0].TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task HostExample_CollectsFromTheQueue()
    {
        await using var aws = await LocalAws.StartAsync(cancellationToken: Cancelled);
        var queue = aws.Sqs.CreateQueue("trail");
        var bucket = aws.S3.CreateBucket("logs");
        bucket.NotifyQueue(queue);
        bucket.Put("a.json", Encoding.UTF8.GetBytes("""{"Records":[{"eventVersion":"1.09","eventName":"ListBuckets","eventSource":"s3.amazonaws.com"}]}"""));
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.FullName });
        var credentials = new BasicAWSCredentials("test", "test");
        builder.Services.AddSingleton<IAmazonSQS>(_ => new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = aws.ServiceUrl, AuthenticationRegion = "us-east-1" }));
        builder.Services.AddSingleton<IAmazonS3>(_ => new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = aws.ServiceUrl, AuthenticationRegion = "us-east-1", ForcePathStyle = true }));

        // The example writes below the working folder of the process; only that it collects and settles is looked at here.
        ReadmeExamples.AddToHost(builder, queue.Url);
        using var host = builder.Build();
        await host.StartAsync(Cancelled);
        while (queue.Visible + queue.InFlight > 0)
        {
            await Task.Yield();
        }

        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task PipeExample_DecodesAFolder()
    {
        var output = Path.Combine(_folder.FullName, "out.ndjson");
        var input = Directory.CreateDirectory(Path.Combine(_folder.FullName, "in"));
        await File.WriteAllTextAsync(Path.Combine(input.FullName, "a.json"), """{"Records":[{"eventVersion":"1.09","eventName":"ListBuckets"},{"x":1}]}""", Cancelled);
        var quarantine = Path.Combine(_folder.FullName, "quarantine.ndjson");

        var done = await ReadmeExamples.RunWithoutHostAsync(input.FullName, output, quarantine, Cancelled);

        done.Records.Should().BeEquivalentTo(new { Read = 2, Delivered = 1, Quarantined = 1 });
        (await File.ReadAllLinesAsync(output, Cancelled)).Should().ContainSingle();
        (await File.ReadAllLinesAsync(quarantine, Cancelled)).Should().ContainSingle().Which.Should().Contain("{\"x\":1}");
    }

    [Fact]
    public async Task UnitTestExample_DropsWhatItSays() =>
        (await ReadmeExamples.RunInAUnitTestAsync(Cancelled)).Should().Be("{\"readOnly\":false}\n");

    [Fact]
    public async Task SinkExample_IsGivenEveryRecord() => (await ReadmeExamples.RunWithASinkAsync(Cancelled)).Should().Be(3);

    [Fact]
    public async Task ConfigurationBlock_BuildsAPipe()
    {
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Blocks("json")[1]))).Build();

        await using var pipe = Pipe.CreateBuilder("readme").FromConfiguration(configuration).Build();

        pipe.Statistics.Sinks.Keys.Should().Contain("events");
    }

    [Fact]
    public void OutputBlock_HasTheFieldsOfTheEnvelopeInTheirOrder() =>
        JsonDocument.Parse(Blocks("json")[0]).RootElement.EnumerateObject().Select(field => field.Name).Should().Equal(
            "@timestamp", "@type", "@parser", "@parserVersion", "@event_type", "@eventType", "@source", "@id", "@tags", "@fields", "@cloudtrail");

    [Fact]
    public void Links_LeadToFiles() =>
        Links().Matches(Readme).Select(link => link.Groups[1].Value).Where(link => !link.StartsWith("http", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.OnlyContain(link => File.Exists(Path.Combine(Repository, link)));

    internal static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Fluency.Ingest.sln")))
            {
                folder = folder.Parent;
            }

            return folder.FullName;
        }
    }

    internal static string Readme => File.ReadAllText(Path.Combine(Repository, "README.md"));

    static List<string> Blocks(string language) => [.. CodeBlocks().Matches(Readme).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    static string Unindented(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
