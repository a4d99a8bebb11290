namespace Fluency.Ingest.Tests.Support;

/// <summary>A delivery of a <see cref="FakeQueue"/>.</summary>
public sealed class FakeDelivery : IDelivery
{
    readonly FakeQueue _queue;
    readonly CancellationTokenSource _leaseLost = new();
    int _isSettled;

    internal FakeDelivery(FakeQueue queue, string id, int attempt, IReadOnlyList<ISourceObject> objects)
    {
        _queue = queue;
        Id = id;
        Attempt = attempt;
        Objects = objects;
    }

    public string Id { get; }

    public int Attempt { get; private init; }

    public bool CanReturn { get; set; } = true;

    public bool KeepsRejected => _queue.KeepsRejected;

    public CancellationToken LeaseLost => _leaseLost.Token;

    public IReadOnlyList<ISourceObject> Objects { get; }

    public Failure? Problem { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public ReadOnlyMemory<byte> Payload { get; set; }

    public void LoseLease() => _leaseLost.Cancel();

    public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 1)
        {
            throw new InvalidOperationException($"Delivery {Id} is settled twice.");
        }

        _queue.Settle(this, disposition);
        return ValueTask.CompletedTask;
    }

    internal FakeDelivery Again() => new(_queue, Id, Attempt + 1, Objects) { Problem = Problem, Payload = Payload, CanReturn = CanReturn };
}
