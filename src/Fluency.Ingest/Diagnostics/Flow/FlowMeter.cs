namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Counts what comes through, in all and over a sliding window. Added to once for each object or batch.</summary>
sealed class FlowMeter(TimeSpan window)
{
    // A window of five minutes slides in steps of ten seconds.
    const int Steps = 30;

    // Rates of the first moment would else be absurd.
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly long _stepTicks = Math.Max(1, window.Ticks / Steps);

    // By step, modulo their number; all under the lock.
    readonly long[] _records = new long[Steps];
    readonly long[] _bytes = new long[Steps];
    long _step;
    long _total;

    public long Records => Interlocked.Read(ref _total);

    public void Add(DateTimeOffset now, long records, long bytes = 0)
    {
        lock (_lock)
        {
            var at = (int)(MoveTo(now) % Steps);
            _records[at] += records;
            _bytes[at] += bytes;
            Interlocked.Add(ref _total, records);
        }
    }

    /// <param name="now">The end of the window.</param>
    /// <param name="began">When there was nothing to count before.</param>
    public FlowRate Rate(DateTimeOffset now, DateTimeOffset began)
    {
        lock (_lock)
        {
            MoveTo(now);
            var covered = TimeSpan.FromTicks(((Steps - 1) * _stepTicks) + (now.UtcTicks % _stepTicks));
            var elapsed = now - began;
            var seconds = (elapsed < Shortest ? Shortest : elapsed < covered ? elapsed : covered).TotalSeconds;
            return new FlowRate(Math.Round(_records.Sum() / seconds, 3), Math.Round(_bytes.Sum() / seconds, 3));
        }
    }

    // Forgets what has left the window. A clock that was set back goes on counting where it was.
    long MoveTo(DateTimeOffset now)
    {
        var step = now.UtcTicks / _stepTicks;
        if (step - _step >= Steps)
        {
            Array.Clear(_records);
            Array.Clear(_bytes);
            _step = step;
        }

        for (; _step < step; _step++)
        {
            var next = (int)((_step + 1) % Steps);
            _records[next] = 0;
            _bytes[next] = 0;
        }

        return _step;
    }
}
