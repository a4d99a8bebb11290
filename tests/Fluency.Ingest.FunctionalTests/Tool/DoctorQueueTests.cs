using System.Text.Json.Nodes;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>What <c>doctor</c> says of a queue, and of where it gives up its messages.</summary>
public sealed class DoctorQueueTests : DoctorTest
{
    [Theory]
    [InlineData(10, true)]
    [InlineData(2, false)]
    public async Task Doctor_NoLookOrFewReceives_ReceivesNothing(int maxReceiveCount, bool isAsked)
    {
        Grant(Rights);
        Queue.MaxReceiveCount = maxReceiveCount;

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"), isAsked ? ["--no-look"] : []);

        exitCode.Should().Be(0);
        Queue.Messages.Should().ContainSingle().Which.ReceiveCount.Should().Be(0);
        Checks(report).Should().Contain(("queue-receive", "ok")).And.Contain(("message", "skipped")).And.Contain(("object", "ok"), "a key that the bucket lists is read");
    }

    [Theory]
    [InlineData("00:02:00", "warning", "set it to more")]
    [InlineData("00:04:00", "ok", "FixedVisibilityTimeout")]
    [InlineData("00:00:10", "warning", "FixedVisibilityTimeout")]
    public async Task Doctor_NothingExtendsAndTheObjectIsLarge_ComparesTimes(string timeout, string result, string sentence)
    {
        Grant(Rights.Except(["sqs:ChangeMessageVisibility"]));
        Queue.Purge();
        Queue.Send("""{"Records":[{"eventName":"ObjectCreated:Put","awsRegion":"us-east-1","s3":{"bucket":{"name":"logs"},"object":{"key":"a.json.gz","size":209715200}}}]}""");

        var (_, report, _) = await RunAsync(source => source["FixedVisibilityTimeout"] = timeout);

        Checks(report).Should().Contain(("visibility-timeout", result));
        Sentence(report, "visibility-timeout").Should().Contain(sentence);
    }

    [Fact]
    public async Task Doctor_NoRedrivePolicy_IsAWarning()
    {
        Grant(Rights);
        Queue.DeadLetterQueue = null;

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Sentence(report, "redrive").Should().Contain("no redrive policy").And.Contain("RedrivePolicy");
        Finding(report, "redrive")["action"]!.GetValue<string>().Should().Be("RedrivePolicy");
        Checks(report).Should().NotContain(static check => check.Check == "dead-letter");
    }

    [Theory]
    [InlineData(1, "The dead-letter queue dead holds 1 message,")]
    [InlineData(3, "The dead-letter queue dead holds 3 messages,")]
    public async Task Doctor_DeadLetters_AreAWarning(int count, string sentence)
    {
        Grant(Rights);
        for (var message = 0; message < count; message++)
        {
            Dead.Send("x");
        }

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("dead-letter", "warning"));
        Sentence(report, "dead-letter").Should().StartWith(sentence).And.Contain($"--source-arn {Dead.Arn}");
        Dead.Messages.Should().OnlyContain(static message => message.ReceiveCount == 0);
    }

    [Fact]
    public async Task Doctor_DeadLettersMayNotBeCounted_IsNoTrouble()
    {
        Grant(Rights.Except(["sqs:GetQueueAttributes"]));
        Collector.Allow("sqs:GetQueueAttributes", QueueArn);

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("dead-letter", "skipped")).And.NotContain(static check => check.Result == "warning");
        Sentence(report, "dead-letter").Should().Contain($"sqs:GetQueueAttributes on {Dead.Arn} is not granted");
    }

    [Fact]
    public async Task Doctor_DeadLetterQueueIsGone_IsAWarning()
    {
        Grant(Rights);
        Aws.Sqs.DeleteQueue("dead");

        Checks((await RunAsync()).Report).Should().Contain(("dead-letter", "warning"));
    }

    [Fact]
    public async Task Doctor_ShortRetention_IsAWarning()
    {
        Grant(Rights);
        Queue.Retention = TimeSpan.FromHours(1);

        Sentence((await RunAsync()).Report, "retention").Should().Contain("after 1 hour:");
    }

    [Fact]
    public async Task Doctor_MissingQueue_IsTheOnlyProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(source => source["QueueUrl"] = Queue.Url + "2");

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("queue", "problem"));
        Sentence(report, "queue").Should().Contain("trail2 does not exist");
    }

    [Fact]
    public async Task Doctor_FifoQueue_IsAProblem()
    {
        Grant(Rights);

        var (_, report, _) = await RunAsync(source => source["QueueUrl"] = Queue.Url + ".fifo");

        Sentence(report, "queue-type").Should().Contain("FIFO");
    }

    [Fact]
    public async Task Doctor_QueuesKeyIsDenied_NamesTheKey()
    {
        Grant(Rights);
        Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Skip = 1, Effect = FaultEffect.Answer(400, "KmsAccessDenied", $"not authorized to perform: kms:Decrypt on resource: {KeyArn}") });

        var (_, report, _) = await RunAsync();

        report["checks"]!.AsArray().Should().Contain(static one => one!["check"]!.GetValue<string>() == "queue-receive" && one["action"]!.GetValue<string>() == "kms:Decrypt" && one["statement"]!["Resource"]!.GetValue<string>() == KeyArn);
    }
}
