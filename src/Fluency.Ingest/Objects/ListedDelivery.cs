namespace Fluency.Ingest.Objects;

/// <summary>The delivery of one object that a source has at hand: it never comes again, and nobody else waits for it.</summary>
sealed class ListedDelivery(ISourceObject source) : IDelivery
{
    int _settled;

    public string Id => source.Reference.Uri;

    public int Attempt => 1;

    public bool CanReturn => false;

    public bool KeepsRejected => false;

    public CancellationToken LeaseLost => CancellationToken.None;

    public IReadOnlyList<ISourceObject> Objects { get; } = [source];

    public Failure? Problem => null;

    public ReadOnlyMemory<byte> Payload => default;

    public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disposition);
        return Interlocked.Exchange(ref _settled, 1) == 0
            ? ValueTask.CompletedTask
            : throw new InvalidOperationException($"The delivery {Id} was settled before; it is settled exactly once.");
    }
}
