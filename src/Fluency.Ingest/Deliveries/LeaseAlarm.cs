using System.Threading.Channels;

namespace Fluency.Ingest.Deliveries;

/// <summary>Wakes one loop at a set time, or as soon as somebody has news for it.</summary>
sealed class LeaseAlarm : IAsyncDisposable
{
    // One place: news that comes while other news waits needs no waking of its own.
    readonly Channel<bool> _rings = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    readonly ITimer _timer;

    public LeaseAlarm(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((LeaseAlarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Wakes the loop.</summary>
    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Wakes the loop after a time; null for not at all. Only the loop calls it.</summary>
    public void Set(TimeSpan? after) => _timer.Change(after is { } time && time > TimeSpan.Zero ? time : after is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    /// <summary>Waits to be woken.</summary>
    /// <returns>Whether there will be more to wait for.</returns>
    public async ValueTask<bool> WaitAsync()
    {
        if (!await _rings.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            return false;
        }

        _rings.Reader.TryRead(out _);
        return true;
    }

    /// <summary>Ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        _rings.Writer.TryComplete();
        await _timer.DisposeAsync().ConfigureAwait(false);
    }
}
