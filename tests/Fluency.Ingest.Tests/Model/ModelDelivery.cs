namespace Fluency.Ingest.Tests.Model;

/// <summary>A message as it was handed out once: one receipt.</summary>
sealed class ModelDelivery(ModelQueue queue, ModelMessage message, int number, bool canReturn, bool keepsRejected) : IDelivery
{
    readonly CancellationTokenSource _leaseLost = new();
    readonly int _opensBefore = message.Objects.Sum(static source => source.Opens);
    int _settlements;

    public ModelMessage Message => message;

    /// <summary>Which receipt of its process it is: the order of arrival.</summary>
    public int Number => number;

    public string Id => message.Id;

    public int Attempt { get; } = message.Receives;

    /// <summary>Whether any of its records may have come of this receipt, and not of an earlier one that was given up while they were before a sink.</summary>
    public bool WasOpened => message.Objects.Sum(static source => source.Opens) > _opensBefore;

    public bool CanReturn => canReturn;

    public bool KeepsRejected => keepsRejected;

    public CancellationToken LeaseLost => _leaseLost.Token;

    public IReadOnlyList<ISourceObject> Objects => message.Objects;

    public Failure? Problem => message.Problem;

    public ReadOnlyMemory<byte> Payload { get; } = System.Text.Encoding.UTF8.GetBytes(message.Id);

    public DateTimeOffset ReceivedAt { get; init; }

    public int Settlements => Volatile.Read(ref _settlements);

    public void LoseLease() => _leaseLost.Cancel();

    public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _settlements);
        return queue.SettleAsync(this, disposition, cancellationToken);
    }
}
