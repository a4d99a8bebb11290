namespace Fluency.Ingest.Sinks;

/// <summary>What a lane counts. Written by its writers, read by anybody.</summary>
sealed class SinkCounters
{
    long _records;
    long _bytes;
    long _batches;
    long _retries;

    public long Records => Interlocked.Read(ref _records);

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Batches => Interlocked.Read(ref _batches);

    public long Retries => Interlocked.Read(ref _retries);

    public void Wrote(int records, long bytes)
    {
        Interlocked.Add(ref _records, records);
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Increment(ref _batches);
    }

    public void Retried() => Interlocked.Increment(ref _retries);
}
