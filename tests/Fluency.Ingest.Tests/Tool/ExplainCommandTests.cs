using System.Text.Json;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Tests.Notifications;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class ExplainCommandTests
{
    const string Event = """{"Records":[{"eventName":"ObjectCreated:Put","awsRegion":"us-east-1","s3":{"bucket":{"name":"b"},"object":{"key":"a+b%2B.gz","size":12,"eTag":"e"}}}]}""";

    [Fact]
    public async Task Explain_BodyFromStandardInput_PrintsOneObject()
    {
        var run = await ToolRun.RunAsync(Event, ["explain"]);

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().Be("""{"kind":"S3Event","wrapped":[],"objects":[{"bucket":"b","key":"a b+.gz","versionId":null,"eTag":"e","size":12,"region":"us-east-1"}],"ignored":[],"disposition":"Complete","reason":null}""" + Environment.NewLine);
    }

    [Theory]
    [InlineData("-")]
    [InlineData(null)]
    public async Task Explain_Dash_IsStandardInput(string? dash)
    {
        var run = await ToolRun.RunAsync(Event, dash is null ? ["explain"] : ["explain", dash]);

        run.Output.Should().StartWith("""{"kind":"S3Event",""");
    }

    [Fact]
    public async Task Explain_File_IsRead()
    {
        using var folder = new TemporaryDirectory();

        var run = await ToolRun.RunAsync("explain", folder.Write("body.json", "{\"Records\":[]}"u8.ToArray()));

        run.Output.Should().StartWith("""{"kind":"Empty",""");
    }

    [Theory]
    [InlineData("""{"Messages":[{"MessageId":"1","ReceiptHandle":"r","Body":"{}"}]}""", "the whole answer of 'aws sqs receive-message'")]
    [InlineData("""{"MessageId":"1","ReceiptHandle":"r","Body":"{}"}""", "a whole message")]
    [InlineData("\"{\\\"Records\\\":[]}\"", "a JSON string")]
    public async Task Explain_BodyIsWrapped_SaysHowItIsGivenAlone(string body, string hint)
    {
        var run = await ToolRun.RunAsync(body, ["explain"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("\"kind\":\"Unknown\"");
        run.Error.Should().StartWith("warning: ").And.Contain(hint).And.Contain("--query 'Messages[0].Body' --output text");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"Records\":7}")]
    [InlineData("\u0000\uFFFD")]
    public async Task Explain_UnknownBody_IsExplainedAndNoFailure(string body)
    {
        var run = await ToolRun.RunAsync(body, ["explain"]);

        run.ExitCode.Should().Be(0);
        using var explained = JsonDocument.Parse(run.Output);
        explained.RootElement.GetProperty("kind").GetString().Should().Be("Unknown");
        explained.RootElement.GetProperty("disposition").GetString().Should().Be("Reject");
        explained.RootElement.GetProperty("reason").GetString().Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Explain_EveryKnownBody_IsWhatTheParserSays()
    {
        foreach (var body in Bodies.All)
        {
            var run = await ToolRun.RunAsync(body, ["explain"]);

            run.ExitCode.Should().Be(0);
            using var explained = JsonDocument.Parse(run.Output);
            explained.RootElement.EnumerateObject().Select(static member => member.Name).Should().Equal("kind", "wrapped", "objects", "ignored", "disposition", "reason");
            explained.RootElement.GetProperty("disposition").GetString().Should().Be("Complete");
            explained.RootElement.GetProperty("kind").GetString().Should().Be(new NotificationParser().Parse(body).Kind.ToString());
        }
    }

    [Theory]
    [InlineData("none.json", "must be a file that exists")]
    [InlineData("none/none.json", "must be a file that exists")]
    [InlineData("", "must be a file that exists")]
    [InlineData(".", "a folder, but must be a file")]
    public async Task Explain_NoFile_EndsWithTwoAndAMessageForPeople(string file, string expected)
    {
        var run = await ToolRun.RunAsync("explain", file);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith($"error: FILE is '{file}'").And.Contain(expected);
    }
}
