using System.Globalization;
using System.Text;
using Amazon.SQS.Model;

namespace Fluency.Ingest.Deliveries;

/// <summary>One message of a queue with all objects it tells of.</summary>
sealed class SqsDelivery : IDelivery
{
    readonly SqsSettler _settler;
    int _isSettled;

    /// <param name="message">The message.</param>
    /// <param name="receivedAt">When it was received, by the settler's clock.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="settler">Settles it.</param>
    public SqsDelivery(Message message, TimeSpan receivedAt, Lease lease, SqsSettler settler)
    {
        Id = message.MessageId ?? "";
        Attempt = AttemptOf(message);
        SentAt = SentAtOf(message);
        Payload = Encoding.UTF8.GetBytes(message.Body ?? "");
        ReceivedAt = receivedAt;
        Lease = lease;
        _settler = settler;
    }

    public string Id { get; }

    public int Attempt { get; }

    public DateTimeOffset? SentAt { get; }

    public bool CanReturn => true;

    public required bool KeepsRejected { get; init; }

    public CancellationToken LeaseLost => Lease.Lost;

    public IReadOnlyList<ISourceObject> Objects { get; init; } = [];

    public Failure? Problem { get; init; }

    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>When it was received, by the settler's clock.</summary>
    public TimeSpan ReceivedAt { get; }

    /// <summary>Its lease.</summary>
    public Lease Lease { get; }

    public async ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disposition);
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
        {
            throw new InvalidOperationException($"The delivery {Id} is settled already; a delivery is settled exactly once.");
        }

        // Giving up the waiting does not give up the settling.
        await _settler.SettleAsync(this, disposition).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    static DateTimeOffset? SentAtOf(Message message) =>
        message.Attributes?.TryGetValue("SentTimestamp", out var text) is true
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    static int AttemptOf(Message message) =>
        message.Attributes?.TryGetValue("ApproximateReceiveCount", out var text) is true
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Max(1, count)
            : 1;
}
