namespace Fluency.Ingest.Diagnostics;

/// <summary>What a pipe counts while it runs; added to once for each object or delivery, never for each record.</summary>
sealed class PipeCounters
{
    long _received;
    long _complete;
    long _returned;
    long _rejected;
    long _objectsRead;
    long _objectsFailed;
    long _objectsQuarantined;
    long _bytesCompressed;
    long _bytesDecompressed;
    long _recordsRead;
    long _delivered;
    long _dropped;
    long _unrouted;
    long _quarantined;
    long _processorErrors;

    public void Received() => Interlocked.Increment(ref _received);

    public void Settled(string disposition)
    {
        ref var counter = ref disposition == SettledAs.Complete ? ref _complete : ref disposition == SettledAs.Rejected ? ref _rejected : ref _returned;
        Interlocked.Increment(ref counter);
    }

    public void ObjectRead() => Interlocked.Increment(ref _objectsRead);

    public void ObjectFailed() => Interlocked.Increment(ref _objectsFailed);

    public void ObjectsQuarantined(int count) => Interlocked.Add(ref _objectsQuarantined, count);

    public void Bytes(long compressed, long decompressed)
    {
        Interlocked.Add(ref _bytesCompressed, compressed);
        Interlocked.Add(ref _bytesDecompressed, decompressed);
    }

    public void Records(RecordCounts counts)
    {
        Interlocked.Add(ref _recordsRead, counts.Read);
        Interlocked.Add(ref _delivered, counts.Delivered);
        Interlocked.Add(ref _dropped, counts.Dropped);
        Interlocked.Add(ref _unrouted, counts.Unrouted);
        Interlocked.Add(ref _quarantined, counts.Quarantined);
    }

    public void ProcessorErrors(long count) => Interlocked.Add(ref _processorErrors, count);

    public PipeStatistics Snapshot(long overtaken, IReadOnlyDictionary<string, SinkStatistics> sinks) => new()
    {
        Messages = new(Read(ref _received), Read(ref _complete), Read(ref _returned), Read(ref _rejected)) { Overtaken = overtaken },
        Objects = new(Read(ref _objectsRead), Read(ref _objectsFailed), Read(ref _objectsQuarantined), Read(ref _bytesCompressed), Read(ref _bytesDecompressed)),
        Records = new(Read(ref _recordsRead), Read(ref _delivered), Read(ref _dropped), Read(ref _unrouted), Read(ref _quarantined)) { ProcessorErrors = Read(ref _processorErrors) },
        Sinks = sinks,
    };

    static long Read(ref long counter) => Interlocked.Read(ref counter);
}
