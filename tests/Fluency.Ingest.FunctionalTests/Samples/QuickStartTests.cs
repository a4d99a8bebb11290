using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Samples;

public sealed class QuickStartTests : IDisposable
{
    const string Earlier = """{"@fields":{"service":"signin","action":"ConsoleLogin","outcome":"success"}}""" + "\n";

    readonly ToolFolder _folder = new();

    public QuickStartTests()
    {
        // Written by a run whose messages are deleted: it exists nowhere else.
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText(_folder.File("out/events.ndjson"), Earlier);
        File.WriteAllText(_folder.File("out/quarantine.ndjson"), "{}\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Program_QueueOfAnAccount_AppendsToWhatEarlierRunsWrote()
    {
        await using var aws = await LocalAws.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var queue = aws.Sqs.CreateQueue("trail");
        var bucket = aws.S3.CreateBucket("logs");
        bucket.NotifyQueue(queue);
        bucket.Put("a.json.gz", ToolFolder.Gzip("""{"Records":[{"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"GetObject"}]}"""));

        var run = await RunAsync(aws.ServiceUrl.ToString(), "--queue-url", queue.Url, "--region", aws.Region);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("ConsoleLogin").And.Contain("GetObject");
        File.ReadAllText(_folder.File("out/events.ndjson")).Should().StartWith(Earlier);
        _folder.Objects("out/events.ndjson").Should().HaveCount(2);
        AssertNothingElseIsTouched();
    }

    [Fact]
    public async Task Program_FilesOfAFolder_AppendsToWhatEarlierRunsWrote()
    {
        Directory.CreateDirectory(_folder.File("logs"));
        _folder.Write("logs/a.json", """{"Records":[{"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"GetObject"},{"some":"thing"}]}"""u8);

        var run = await SampleProgram.RunAsync("QuickStart", _folder.FullPath, "--from", "logs");

        run.ExitCode.Should().Be(0);
        File.ReadAllText(_folder.File("out/events.ndjson")).Should().StartWith(Earlier).And.Contain("GetObject");
        File.ReadAllText(_folder.File("out/quarantine.ndjson")).Should().StartWith("{}\n").And.Contain("thing");
    }

    [Fact]
    public async Task Program_NoArguments_BeginsFilesOfItsOwnAnew()
    {
        var first = await SampleProgram.RunAsync("QuickStart", _folder.FullPath);
        var records = _folder.Objects("out/example/events.ndjson").Count;

        var second = await SampleProgram.RunAsync("QuickStart", _folder.FullPath);

        first.ExitCode.Should().Be(0);
        second.Output.Should().Be(first.Output).And.Contain("300 files proven whole, 0 failed");
        _folder.Objects("out/example/events.ndjson").Should().HaveCount(records).And.NotBeEmpty();
        AssertNothingIsTouched();
    }

    [Fact]
    public async Task Program_NoCredentials_SaysSoInOneSentenceAndKeepsWhatEarlierRunsWrote()
    {
        var run = await RunAsync(null, "--queue-url", "https://sqs.us-east-1.amazonaws.com/1/x", "--region", "us-east-1");

        AssertOneSentence(run, "There are no credentials");
        AssertNothingIsTouched();
    }

    [Theory]
    [InlineData("nonsense", "QueueUrl")]
    [InlineData("", "QueueUrl")]
    public async Task Program_NoQueueOfThatName_SaysSoInOneSentence(string queueUrl, string expected)
    {
        var run = await RunAsync(null, "--queue-url", queueUrl);

        AssertOneSentence(run, expected);
        AssertNothingIsTouched();
    }

    [Fact]
    public async Task Program_OutputCannotBeWritten_SaysSoInOneSentence()
    {
        Directory.Move(_folder.File("out"), _folder.File("away"));
        _folder.Write("out", []);

        AssertOneSentence(await SampleProgram.RunAsync("QuickStart", _folder.FullPath, "--from", "."), "already exists");
    }

    [Theory]
    [InlineData("--from needs a value", "--from")]
    [InlineData("There is no folder 'nowhere'", "--from", "nowhere")]
    [InlineData("'--form' is not known", "--form", ".")]
    [InlineData("give one", "--from", ".", "--queue-url", "https://sqs.us-east-1.amazonaws.com/1/x")]
    public async Task Program_WrongArguments_SaysWhyAndHowItIsUsed(string problem, params string[] arguments)
    {
        var run = await SampleProgram.RunAsync("QuickStart", _folder.FullPath, arguments);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(problem).And.Contain("QuickStart [");
        AssertNothingIsTouched();
    }

    // With credentials where there is an endpoint to take them, else surely without any.
    Task<(int ExitCode, string Output, string Error)> RunAsync(string? serviceUrl, params string[] arguments) =>
        SampleProgram.RunAsync(
            "QuickStart",
            _folder.FullPath,
            new Dictionary<string, string?>
            {
                ["AWS_ENDPOINT_URL"] = serviceUrl,
                ["AWS_ACCESS_KEY_ID"] = serviceUrl is null ? null : "example",
                ["AWS_SECRET_ACCESS_KEY"] = serviceUrl is null ? null : "example",
                ["AWS_SESSION_TOKEN"] = null,
                ["AWS_PROFILE"] = null,
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = null,
                ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = null,
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = null,
                ["AWS_CONFIG_FILE"] = _folder.File("none"),
                ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.File("none"),
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["HOME"] = _folder.FullPath,
            },
            arguments);

    static void AssertOneSentence((int ExitCode, string Output, string Error) run, string expected)
    {
        run.ExitCode.Should().Be(1);
        run.Error.TrimEnd().Should().Contain(expected).And.NotContain("\n");
    }

    void AssertNothingIsTouched()
    {
        File.ReadAllText(_folder.File("out/events.ndjson")).Should().Be(Earlier);
        AssertNothingElseIsTouched();
    }

    void AssertNothingElseIsTouched() => File.ReadAllText(_folder.File("out/quarantine.ndjson")).Should().Be("{}\n");
}
