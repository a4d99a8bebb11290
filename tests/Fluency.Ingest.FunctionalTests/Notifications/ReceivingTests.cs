using System.Text;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

public sealed class ReceivingTests
{
    static CancellationToken Token => SourceFixture.Token;

    [Fact]
    public async Task Source_ObjectWritten_HandsItOutAndDeletesItsMessageOnceComplete()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("AWSLogs/a b+ü.json", "{}"u8.ToArray());

        var deliveries = await fixture.ReadAllAsync(_ => Disposition.Complete);

        var delivery = deliveries.Should().ContainSingle().Subject;
        delivery.Objects.Should().ContainSingle().Which.Reference.Uri.Should().Be("s3://logs/AWSLogs/a b+ü.json");
        delivery.Attempt.Should().Be(1);
        delivery.CanReturn.Should().BeTrue();
        delivery.Problem.Should().BeNull();
        Encoding.UTF8.GetString(delivery.Payload.Span).Should().Contain("b%2B%C3%BC.json");
        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Source_UnknownBody_HandsItOutWithAProblemAndLeavesItInTheQueue()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Queue.Send("hello");
        await using var deliveries = fixture.Read();

        (await deliveries.MoveNextAsync()).Should().BeTrue();

        deliveries.Current.Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);
        deliveries.Current.Objects.Should().BeEmpty();
        fixture.Queue.Count.Should().Be(1);
    }

    [Fact]
    public async Task Source_ManyMessages_HandsOutEachOnceInTheOrderOfSending()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var keys = Enumerable.Range(0, 37).Select(static i => $"{i:000}.json").ToList();
        keys.ForEach(key => fixture.Bucket.Put(key, "{}"u8.ToArray()));

        var deliveries = await fixture.ReadAllAsync(_ => Disposition.Complete, static source => source.MaxConcurrentReceives = 1);

        deliveries.Select(static d => d.Objects.Single().Reference.Name).Should().Equal(keys);
        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Source_NobodyAsks_ReceivesNotMoreThanOneBatch()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 30).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        await using var deliveries = fixture.Read();

        await deliveries.MoveNextAsync();

        fixture.Queue.InFlight.Should().Be(10);
        fixture.Queue.Visible.Should().Be(20);
    }

    [Fact]
    public async Task Source_DrainedWhileItWaits_EndsWithoutThrowing()
    {
        await using var fixture = await SourceFixture.StartAsync();
        using var drain = new CancellationTokenSource();
        await using var deliveries = fixture.ReadUntil(drain.Token);
        var next = deliveries.MoveNextAsync().AsTask();
        await fixture.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        await drain.CancelAsync();

        (await next).Should().BeFalse();
    }

    [Fact]
    public async Task Source_DrainedDuringAReceive_GivesBackWhatItBrings()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        var receive = fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 1, Effect = FaultEffect.Hold });
        using var drain = new CancellationTokenSource();
        await using var deliveries = fixture.ReadUntil(drain.Token);
        var next = deliveries.MoveNextAsync().AsTask();
        await receive.WaitForHitsAsync(1, Token);

        await drain.CancelAsync();
        receive.Release();

        (await next).Should().BeFalse();
        fixture.Queue.Messages.Should().OnlyContain(message => message.ReceiveCount == 1, "the receive was not cut off");
        fixture.Queue.Visible.Should().Be(10, "nothing of it stays hidden");
    }

    [Fact]
    public async Task Source_NothingIsWanted_ReceivesNothingUntilItIs()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        var options = new SourceReadOptions
        {
            WhenWanted = token =>
            {
                // The first receive is of an empty queue; then a sink goes down.
                return asked++ == 0 ? Task.CompletedTask : wanted.Task.WaitAsync(token);
            },
        };
        await using var deliveries = fixture.CreateSource(source => source.WaitTime = TimeSpan.Zero).ReadAsync(options, Token).GetAsyncEnumerator(Token);
        var next = deliveries.MoveNextAsync().AsTask();
        while (Volatile.Read(ref asked) < 2 && Receives() < 2)
        {
            await Task.Yield();
        }

        fixture.Bucket.Put("late", "{}"u8.ToArray());
        Receives().Should().Be(1);
        wanted.SetResult();

        (await next).Should().BeTrue();

        int Receives() => fixture.Aws.Requests.Count(static request => request.Action == "ReceiveMessage");
    }

    [Fact]
    public async Task Source_DrainedWithMessagesAhead_GivesThemBackAtOnceAndKeepsWhatItHandedOut()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        using var drain = new CancellationTokenSource();
        await using var deliveries = fixture.ReadUntil(drain.Token);
        await deliveries.MoveNextAsync();
        var handedOut = deliveries.Current;

        await drain.CancelAsync();

        (await deliveries.MoveNextAsync()).Should().BeFalse();
        fixture.Queue.Visible.Should().Be(9);
        fixture.Queue.InFlight.Should().Be(1);
        await handedOut.SettleAsync(Disposition.Complete, Token);
        fixture.Queue.Count.Should().Be(9);
    }

    [Fact]
    public async Task Source_EnumerationLeftEarly_GivesBackWhatWasNotHandedOut()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        await deliveries.DisposeAsync();

        fixture.Queue.Visible.Should().Be(9);
    }

    [Theory]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(403, "RequestThrottled")]
    [InlineData(403, "OverLimit")]
    [InlineData(500, "InternalError")]
    public async Task Source_ReceiveFailsForAWhile_TriesAgainAndLosesNothing(int status, string code)
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        var fault = fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 5, Effect = FaultEffect.Answer(status, code) });
        fixture.Bucket.Put("a", "{}"u8.ToArray());

        var deliveries = await fixture.WhileTimePassesAsync(fixture.ReadAllAsync(_ => Disposition.Complete));

        deliveries.Should().ContainSingle();
        fault.Hits.Should().Be(5);
        fixture.Logger.CountOf(1000).Should().BePositive();
        fixture.Logger.CountOf(1001).Should().Be(1);
    }

    [Fact]
    public async Task Source_SeveralReceivesFailAtOnce_CountAsOneFailure()
    {
        // Else the last of them would wait for a minute, and nothing be received while it does.
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 400).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        using var drain = new CancellationTokenSource();
        await using var deliveries = fixture.CreateSource().ReadAsync(new SourceReadOptions { TimeProvider = new FakeTimeProvider() }, drain.Token).GetAsyncEnumerator(Token);
        for (var taken = 0; taken < 100; taken++)
        {
            await deliveries.MoveNextAsync();
        }

        fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Effect = FaultEffect.Answer(500, "InternalError") });
        var rest = TakeAllAsync(deliveries);
        await fixture.Logger.WaitForAsync(1000, 2, Token);
        await drain.CancelAsync();
        await rest;

        fixture.Logger.Entries.Where(static entry => entry.Id == 1000).Should().OnlyContain(static entry => entry.Text.Contains("(1 in a row)"));
    }

    [Fact]
    public async Task Source_SeveralReceivesComeHomeEmpty_PausesBehindTheLastOnly()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var time = new PauseCountingTimeProvider();
        Enumerable.Range(0, 80).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        await using var deliveries = fixture.CreateSource(static source => source.WaitTime = TimeSpan.Zero)
            .ReadAsync(new SourceReadOptions { TimeProvider = time }, Token).GetAsyncEnumerator(Token);
        for (var taken = 0; taken < 80; taken++)
        {
            await time.WhileItPassesAsync(deliveries.MoveNextAsync().AsTask());
        }

        time.Pauses.Should().Be(0, "there was more to hand out all the time");
        fixture.Aws.Requests.Count(static request => request.Action == "ReceiveMessage").Should().BeGreaterThan(9, "several are under way for what is not there");
        var next = deliveries.MoveNextAsync().AsTask();
        await time.WhenPausedAsync();
        fixture.Bucket.Put("late", "{}"u8.ToArray());
        (await time.WhileItPassesAsync(next)).Should().BeTrue();

        time.Pauses.Should().Be(1);
    }

    [Fact]
    public async Task Source_QueueMissing_ThrowsWhatToMend()
    {
        await using var fixture = await SourceFixture.StartAsync();
        await using var deliveries = fixture.Read(o => o.QueueUrl += "-misspelt");

        var read = () => deliveries.MoveNextAsync().AsTask();

        var thrown = (await read.Should().ThrowAsync<IngestException>()).Which;
        thrown.Cause.Should().Be(FailureCause.ContainerMissing);
        thrown.Message.Should().Contain("trail-misspelt").And.Contain("Check QueueUrl");
    }

    [Fact]
    public async Task Source_ReceiveDenied_ThrowsWhatToMend()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.Deny("sqs:ReceiveMessage");
        await using var deliveries = fixture.Read();

        var read = () => deliveries.MoveNextAsync().AsTask();

        var thrown = (await read.Should().ThrowAsync<IngestException>()).Which;
        thrown.Cause.Should().Be(FailureCause.AccessDenied);
        thrown.Message.Should().Contain("Grant sqs:ReceiveMessage");
    }

    [Theory]
    [InlineData("AKIANOBODY", "secret")]
    [InlineData("AKIATEST", "wrong")]
    public async Task Source_CredentialsNotValid_ThrowsWhatToMend(string id, string secret)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.RejectsUnknownKeys = true;
        fixture.Aws.Iam.AddUser("AKIATEST", "secret").Allow("*");
        await using var deliveries = fixture.Read(o => (o.AccessKeyId, o.SecretAccessKey) = (id, secret));

        var read = () => deliveries.MoveNextAsync().AsTask();

        (await read.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.AccessDenied);
    }

    [Fact]
    public async Task Source_DeniedAfterItHasWorked_GoesOnOnceAllowedAgain()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 2, Effect = FaultEffect.Answer(403, "AccessDenied") });
        fixture.Bucket.Put("b", "{}"u8.ToArray());

        (await fixture.WhileTimePassesAsync(deliveries.MoveNextAsync().AsTask())).Should().BeTrue();

        deliveries.Current.Objects.Single().Reference.Name.Should().Be("b");
    }

    [Fact]
    public async Task Source_RoleNamed_AssumesItWithItsExternalId()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.RejectsUnknownKeys = true;
        fixture.Aws.Iam.AddUser("AKIATEST", "secret").Allow("sts:AssumeRole");
        fixture.Aws.Sts.AddRole("arn:aws:iam::111122223333:role/collector", "tenant-7").Allow("*");
        fixture.Bucket.Put("a", "{}"u8.ToArray());

        var deliveries = await fixture.ReadAllAsync(_ => Disposition.Complete, o =>
        {
            o.RoleArn = "arn:aws:iam::111122223333:role/collector";
            o.ExternalId = "tenant-7";
        });

        deliveries.Should().ContainSingle();
        fixture.Aws.Requests.Where(static r => r.Action == "ReceiveMessage").Should().OnlyContain(static r => r.SessionToken != null);
    }

    [Fact]
    public async Task Source_RoleMayNotBeAssumed_ThrowsWhatToMend()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Sts.AddRole("arn:aws:iam::111122223333:role/collector", "tenant-7").Allow("*");
        await using var deliveries = fixture.Read(o => o.RoleArn = "arn:aws:iam::111122223333:role/collector");

        var read = () => deliveries.MoveNextAsync().AsTask();

        (await read.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.AccessDenied);
    }

    static async Task TakeAllAsync(IAsyncEnumerator<IDelivery> deliveries)
    {
        while (await deliveries.MoveNextAsync())
        {
        }
    }
}
