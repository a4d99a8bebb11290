using System.Text.Json.Nodes;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary><c>doctor</c> against an endpoint from which each right is taken in turn: it names what is missing, and the queue is as it was.</summary>
public sealed class DoctorTests : DoctorTest
{
    [Fact]
    public async Task Doctor_AllIsWell_SaysSo()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        report["ok"]!.GetValue<bool>().Should().BeTrue();
        Checks(report).Should().OnlyContain(static check => check.Result == "ok" || check.Result == "skipped").And.Contain(
            [("endpoint", "ok"), ("clock", "ok"), ("identity", "ok"), ("region", "ok"), ("queue", "ok"), ("redrive", "ok"), ("retention", "ok"), ("dead-letter", "ok"), ("queue-delete", "ok"), ("queue-visibility", "ok"), ("queue-receive", "ok"), ("message", "ok"), ("bucket", "ok"), ("object", "ok")]);
        Sentence(report, "retention").Should().Be("The queue keeps messages for 4 days.");
        report.ToJsonString().Should().NotContain("secret");
    }

    [Theory]
    [InlineData("sqs:ReceiveMessage", QueueArn, "queue-receive", "problem")]
    [InlineData("sqs:DeleteMessage", QueueArn, "queue-delete", "problem")]
    [InlineData("sqs:ChangeMessageVisibility", QueueArn, "queue-visibility", "warning")]
    [InlineData("sqs:GetQueueAttributes", QueueArn, "queue", "warning")]
    [InlineData("s3:ListBucket", "arn:aws:s3:::logs", "bucket", "problem")]
    [InlineData("s3:GetObject", ObjectsArn, "object", "problem")]
    public async Task Doctor_ARightIsTakenAway_IsNamedWithItsStatement(string right, string resource, string check, string result)
    {
        Grant(Rights.Except([right]));

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(result == "problem" ? ProblemFound : 0);
        var found = report["checks"]!.AsArray().Should().ContainSingle(static one => one!["statement"] != null).Subject!;
        (found["check"]!.GetValue<string>(), found["result"]!.GetValue<string>(), found["action"]!.GetValue<string>()).Should().Be((check, result, right));
        found["statement"]!.ToJsonString().Should().Be($$"""{"Effect":"Allow","Action":"{{right}}","Resource":"{{resource}}"}""");
        Checks(report).Count(static one => one.Result is "problem" or "warning").Should().Be(1);
    }

    // A second proof of each statement: with it, the finding is gone.
    [Theory]
    [InlineData("sqs:ReceiveMessage")]
    [InlineData("sqs:DeleteMessage")]
    [InlineData("sqs:ChangeMessageVisibility")]
    [InlineData("sqs:GetQueueAttributes")]
    [InlineData("s3:ListBucket")]
    [InlineData("s3:GetObject")]
    public async Task Doctor_TheStatementIsAdded_IsWell(string right)
    {
        Grant(Rights.Except([right]));
        var (_, before, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));
        var statement = before["checks"]!.AsArray().Single(static one => one!["statement"] != null)!["statement"]!;

        Collector.Allow(statement["Action"]!.GetValue<string>(), statement["Resource"]!.GetValue<string>());
        var (exitCode, after, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(after).Should().NotContain(static check => check.Result == "problem" || check.Result == "warning");
    }

    [Fact]
    public async Task Doctor_TheLeastRights_AreEnough()
    {
        Grant(Rights.Take(5));

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Where(static check => check.Result == "warning").Select(static check => check.Check).Should().Equal("queue", "queue-visibility");
        Sentence(report, "queue-receive").Should().Contain("--no-look");
    }

    [Fact]
    public async Task Doctor_Queue_IsAsItWas()
    {
        Grant(Rights);
        Queue.Send("hello");

        await RunAsync();

        Queue.Messages.Should().HaveCount(2).And.OnlyContain(static message => message.State == LocalMessageState.Visible);
        Queue.Messages.Sum(static message => message.ReceiveCount).Should().Be(1, "one was looked at");
        Dead.Count.Should().Be(0);
        Aws.Requests.Select(static request => request.Action).Distinct().Should().BeSubsetOf(
            ["ListBuckets", "GetCallerIdentity", "GetQueueAttributes", "DeleteMessage", "ChangeMessageVisibility", "ReceiveMessage", "ListObjectsV2", "GetObject"], "the first is a GET without a signature");
        Aws.Requests.Where(static request => request.Action == "GetObject").Should().OnlyContain(static request => request.Range == "bytes=0-0");
        Aws.Requests.Where(static request => request.Action is "DeleteMessage" or "ChangeMessageVisibility").Should().OnlyContain(static request => request.ErrorCode == "ReceiptHandleIsInvalid");
    }

    [Fact]
    public async Task Doctor_Table_HasTheStatementToCopy()
    {
        Grant(Rights.Except(["sqs:DeleteMessage"]));

        var (exitCode, output, error) = await RunToolAsync("doctor", "--config", Write(null));

        exitCode.Should().Be(ProblemFound);
        output.Should().Contain("queue-delete").And.Contain($$"""
            {
              "Effect": "Allow",
              "Action": "sqs:DeleteMessage",
              "Resource": "{{QueueArn}}"
            }
            """.ReplaceLineEndings("\n"));
        error.Should().Contain("1 problem, 0 warnings");
    }

    [Fact]
    public async Task Doctor_FilesAndNoFile_AreNoFailures()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder.FullName, "a.json"), "[]", Token);
        var config = Path.Combine(Folder.FullName, "files.json");
        await File.WriteAllTextAsync(config, """{"Sources":{"f":{"Type":"Files","Paths":["FOLDER"],"Router":"AWSCloudTrail_Adjustments","Sinks":["n"]}},"Sinks":{"n":{"Type":"Null"}}}""".Replace("FOLDER", Folder.FullName, StringComparison.Ordinal), Token);

        (await RunToolAsync("doctor", "--config", config)).ExitCode.Should().Be(0);
        (await RunToolAsync("doctor", "--config", "no-such-file.json")).ExitCode.Should().Be(2);
    }
}
