using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>A user with the five rights of the documented policy and no other: everything works, what is missing degrades.</summary>
public sealed class FewRightsTests
{
    const int VisibilityDenied = 1012;
    const int RedrivePolicyDenied = 1030;

    static readonly string[] Rights = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "s3:ListBucket", "s3:GetObject"];

    static CancellationToken Token => SourceFixture.Token;

    [Fact]
    public async Task Run_WithTheDocumentedPolicy_DeliversEverythingAndKeepsWhatItCannotRead()
    {
        await using var fixture = Restrict(await SourceFixture.StartAsync());
        Enumerable.Range(0, 25).ToList().ForEach(file => fixture.Bucket.Put($"{file:d2}.json", Content(file)));
        fixture.Queue.Send("hello");
        fixture.Queue.Send("""{"s3Bucket":"logs","s3ObjectKey":["missing.json"]}""");
        var (records, kept) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());

        await using var pipe = PipeOf(fixture, records, kept);
        await pipe.RunUntilEmptyAsync(Token);

        records.Should().Equal(Enumerable.Range(0, 25).Select(static file => $"{{\"file\":{file}}}"));
        kept.Should().HaveCount(2).And.ContainSingle(static entry => entry.Contains("NotificationUnknown")).And.ContainSingle(static entry => entry.Contains("ObjectMissing"));
        fixture.Queue.Count.Should().Be(0);
        fixture.Logger.CountOf(RedrivePolicyDenied).Should().Be(1);
        fixture.Logger.CountOf(VisibilityDenied).Should().Be(0, "nothing had to be extended or returned, and nothing is probed");
    }

    [Fact]
    public async Task Run_AnObjectFailsForAWhile_ComesAgainWhenItsLeaseRunsOut()
    {
        await using var fixture = Restrict(await SourceFixture.StartWithFakeTimeAsync());
        fixture.Bucket.Put("00.json", Content(0));
        fixture.Bucket.Put("01.json", Content(1));
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Key = static key => key == "00.json", Times = 8, Effect = FaultEffect.Answer(500, "InternalError") });
        var (records, kept) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        var start = fixture.FakeTime.GetUtcNow();

        await using var pipe = PipeOf(fixture, records, kept, static o => (o.VisibilityTimeout, o.FixedVisibilityTimeout) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40)));
        await fixture.WhileTimePassesAsync(pipe.RunUntilEmptyAsync(Token));

        records.Should().BeEquivalentTo("{\"file\":0}", "{\"file\":1}");
        kept.Should().BeEmpty();
        fixture.Queue.Count.Should().Be(0);
        fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == VisibilityDenied).Which.Text.Should().Contain("Grant sqs:ChangeMessageVisibility").And.Contain("00:00:40");
        fixture.Aws.Requests.Count(static r => r.Action.StartsWith("ChangeMessageVisibility", StringComparison.Ordinal)).Should().Be(1);
        (fixture.FakeTime.GetUtcNow() - start).Should().BeGreaterThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Receive_AfterTheFirstDenial_HidesForLongerAndTakesFew()
    {
        await using var fixture = Restrict(await SourceFixture.StartWithFakeTimeAsync());
        fixture.Bucket.Put("first", Content(0));
        await using var deliveries = fixture.Read(static o => o.FixedVisibilityTimeout = TimeSpan.FromMinutes(45));
        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Return(TimeSpan.Zero), Token);
        fixture.Queue.InFlight.Should().Be(1, "it waits until its lease runs out");
        Enumerable.Range(0, 12).ToList().ForEach(file => fixture.Bucket.Put($"{file}", Content(file)));

        await deliveries.MoveNextAsync();

        fixture.Queue.InFlight.Should().Be(4, "three were received beside the one that waits");
        fixture.FakeTime.Advance(TimeSpan.FromMinutes(44));
        fixture.Queue.InFlight.Should().Be(3);
        deliveries.Current.LeaseLost.IsCancellationRequested.Should().BeFalse();
        fixture.FakeTime.Advance(TimeSpan.FromMinutes(2));
        fixture.Queue.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task Extension_Denied_IsNotAskedForAgain()
    {
        await using var fixture = Restrict(await SourceFixture.StartWithFakeTimeAsync());
        fixture.Bucket.Put("a", Content(0));
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(VisibilityDenied, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(100));
        await deliveries.Current.SettleAsync(Disposition.Return(TimeSpan.Zero), Token);

        fixture.Aws.Requests.Count(static r => r.Action.StartsWith("ChangeMessageVisibility", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task Return_Denied_IsNotHot()
    {
        await using var fixture = Restrict(await SourceFixture.StartWithFakeTimeAsync());
        fixture.Bucket.Put("a", Content(0));
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Return(TimeSpan.Zero), Token);
        var next = deliveries.MoveNextAsync().AsTask();

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(290));
        fixture.Queue.Messages.Single().ReceiveCount.Should().Be(1);

        (await fixture.WhileTimePassesAsync(next)).Should().BeTrue();
        deliveries.Current.Attempt.Should().Be(2);
    }

    static SourceFixture Restrict(SourceFixture fixture)
    {
        fixture.Aws.Iam.RejectsUnknownKeys = true;
        var user = fixture.Aws.Iam.AddUser("AKIATEST", "secret");
        Array.ForEach(Rights, right => user.Allow(right));
        return fixture;
    }

    static Pipe PipeOf(SourceFixture fixture, ConcurrentQueue<string> records, ConcurrentQueue<string> kept, Action<S3NotificationOptions>? configure = null) =>
        Pipe.CreateBuilder("test").UseTime(fixture.TimeProvider).From(fixture.CreateSource(configure))
            .Route(route => route.To(Into(records)))
            .Quarantine(Into(kept))
            .Build();

    static DelegateSink Into(ConcurrentQueue<string> texts) => new((batch, _) =>
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            texts.Enqueue(Encoding.UTF8.GetString(writer.WrittenSpan));
        }

        return ValueTask.CompletedTask;
    });

    static byte[] Content(int file) => Encoding.UTF8.GetBytes($"{{\"Records\":[{{\"file\":{file}}}]}}");
}
