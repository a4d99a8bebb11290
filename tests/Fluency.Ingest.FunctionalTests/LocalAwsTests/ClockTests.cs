using Fluency.Ingest.Testing.Http;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class ClockTests
{
    static readonly Task Never = new TaskCompletionSource().Task;

    [Fact]
    public void WaitUntil_ClockAdvancedBeforeTheTimerStarts_DoesNotWait()
    {
        var time = new LateTimerTime(TimeSpan.FromSeconds(10));

        var wait = time.WaitUntilAsync(time.GetUtcNow().AddSeconds(10), Never, AwsFixture.Token);

        wait.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task WaitUntil_TimeReached_Completes()
    {
        var time = new FakeTimeProvider();
        var wait = time.WaitUntilAsync(time.GetUtcNow().AddSeconds(10), AwsFixture.Token);
        time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        wait.IsCompleted.Should().BeFalse();

        time.Advance(TimeSpan.FromTicks(1));

        await wait;
    }

    [Fact]
    public async Task WaitUntil_Signal_EndsTheWait()
    {
        var signal = new Signal();
        var time = new FakeTimeProvider();
        var wait = time.WaitUntilAsync(time.GetUtcNow().AddSeconds(10), signal.Next, AwsFixture.Token);

        signal.Pulse();

        await wait;
    }

    [Fact]
    public async Task WaitUntil_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        var wait = time.WaitUntilAsync(time.GetUtcNow().AddSeconds(10), Never, cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => wait).Should().ThrowAsync<OperationCanceledException>();
    }
}
