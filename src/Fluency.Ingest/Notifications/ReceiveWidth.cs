namespace Fluency.Ingest.Notifications;

/// <summary>How many receives may be under way at once: twice as many after one that was waited for and came back full behind another full one, half as many after each that was not full.</summary>
/// <remarks>
/// A receive brings at most ten messages, so that one after the other at 30 ms bring 333 a second, whatever the processor could do. Full ones say that more are there, and the
/// wait says that they are wanted; a queue that is almost empty is asked by one alone, since each empty receive costs a request. One more at a time took six seconds and more at
/// 100 ms until there were enough (of those that come home together only the first is waited for); doubling takes half a second, and what is too much of it halves as fast.
/// </remarks>
/// <param name="max">The most.</param>
sealed class ReceiveWidth(int max)
{
    // Of the last receive: a single full one is what any burst gives.
    bool _wasFull;

    /// <summary>The number, from 1.</summary>
    public int Value { get; private set; } = 1;

    /// <summary>Learns from a receive.</summary>
    /// <param name="wasFull">Whether it brought as many messages as it could.</param>
    /// <param name="wasAwaited">Whether nothing was left to hand out before it came.</param>
    public void Learn(bool wasFull, bool wasAwaited)
    {
        if (!wasFull)
        {
            Value = Math.Max(1, Value / 2);
        }
        else if (wasAwaited && _wasFull)
        {
            Value = Math.Min(max, 2 * Value);
        }

        _wasFull = wasFull;
    }
}
