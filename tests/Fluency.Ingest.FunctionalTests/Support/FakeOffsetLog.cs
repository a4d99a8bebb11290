using System.Runtime.CompilerServices;

namespace Fluency.Ingest.FunctionalTests.Support;

/// <summary>A log with offsets: entries cannot be returned, may be settled in any order, and what is committed is the prefix without gaps.</summary>
sealed class FakeOffsetLog(IReadOnlyList<(string Name, byte[] Content)> entries) : ISource
{
    readonly Lock _lock = new();
    readonly HashSet<int> _settled = [];

    /// <summary>The first offset that would be read again after a crash.</summary>
    public int Committed { get; private set; }

    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        for (var offset = Committed; offset < entries.Count && !drainToken.IsCancellationRequested; offset++)
        {
            await Task.Yield();
            yield return new Entry(this, offset, new MemoryContent(entries[offset].Name, entries[offset].Content));
        }
    }

    void Settle(int offset)
    {
        lock (_lock)
        {
            if (!_settled.Add(offset))
            {
                throw new InvalidOperationException($"Offset {offset} is settled twice.");
            }

            while (_settled.Contains(Committed))
            {
                Committed++;
            }
        }
    }

    sealed class Entry(FakeOffsetLog log, int offset, MemoryContent content) : IDelivery
    {
        public string Id => $"{offset}";

        public int Attempt => 1;

        public bool CanReturn => false;

        public bool KeepsRejected => false;

        public CancellationToken LeaseLost => CancellationToken.None;

        public IReadOnlyList<ISourceObject> Objects { get; } = [content];

        public Failure? Problem => null;

        public ReadOnlyMemory<byte> Payload => default;

        public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
        {
            log.Settle(offset);
            return ValueTask.CompletedTask;
        }
    }

    sealed class MemoryContent(string name, byte[] content) : ISourceObject
    {
        public ObjectReference Reference { get; } = new("log", name) { Uri = "log://" + name };

        public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
        {
            var etag = $"{name}-{content.Length}";
            if (expectedETag is not null && expectedETag != etag)
            {
                throw new IngestException(FailureCause.Network, $"{name} has the ETag {etag}, not {expectedETag}.");
            }

            return ValueTask.FromResult(new ObjectContent(new MemoryStream(content[(int)offset..])) { Length = content.Length - offset, ETag = etag });
        }
    }
}
