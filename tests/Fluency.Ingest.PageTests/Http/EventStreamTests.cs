using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Fluency.Ingest.AspNetCore;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.PageTests.Http;

public sealed class EventStreamTests
{
    [Fact]
    public async Task WithBeats_ReaderLeavesWhileNothingComes_EndsWhatIsRead()
    {
        // As when an answer cannot be written and the server does not know yet that the client is gone.
        var hasEnded = false;
        var enumerator = EventStream.WithBeatsAsync(EventsAsync(TestContext.Current.CancellationToken), new Immediate(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await enumerator.MoveNextAsync()).Should().BeTrue();
        (await enumerator.MoveNextAsync()).Should().BeTrue();
        enumerator.Current.EventType.Should().Be(EventStream.Beat);

        await enumerator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        hasEnded.Should().BeTrue();

        async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return new SseItem<string>("1");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            finally
            {
                hasEnded = true;
            }
        }
    }

    // A clock on which every wait is over at once.
    sealed class Immediate : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
