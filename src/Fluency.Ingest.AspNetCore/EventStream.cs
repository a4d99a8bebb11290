using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.AspNetCore;

/// <summary>What server-sent events need besides their data.</summary>
static class EventStream
{
    /// <summary>The event that says nothing but that the connection lives: proxies close silent ones, and pages ask anew when nothing came for long.</summary>
    public const string Beat = "beat";

    static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>Adds a beat whenever nothing came for a while. Ends, without an exception, when the token fires.</summary>
    public static async IAsyncEnumerable<SseItem<string>> WithBeatsAsync(IAsyncEnumerable<SseItem<string>> events, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var enumerator = events.GetAsyncEnumerator(leaving.Token);
        await using var end = enumerator.ConfigureAwait(false);
        var next = enumerator.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (!await IsDoneWithinAsync(next, time).ConfigureAwait(false))
                {
                    yield return new SseItem<string>("{}", Beat);
                }

                if (!await next.ConfigureAwait(false))
                {
                    yield break;
                }

                yield return enumerator.Current;
                next = enumerator.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator may be disposed only while it is not asked for the next. The reader may leave without the token, when an event could not be written.
            await leaving.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task<bool> IsDoneWithinAsync(Task next, TimeProvider time)
    {
        using var waiting = new CancellationTokenSource();
        var beat = Task.Delay(BeatInterval, time, waiting.Token);
        var isDone = await Task.WhenAny(next, beat).ConfigureAwait(false) == next;
        await waiting.CancelAsync().ConfigureAwait(false);
        return isDone;
    }
}
