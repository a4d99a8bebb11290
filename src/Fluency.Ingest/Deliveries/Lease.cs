using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Deliveries;

/// <summary>The time for which SQS hides one message from others: when it ends, when it is to be extended, by how much. Knows nothing of calls.</summary>
/// <remarks>Times are counted from any one moment. Guarded by the <see cref="LeaseKeeper"/>'s lock.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A token source without timer and links holds nothing, and its token is read also after the settlement.")]
sealed class Lease
{
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html: twelve hours from the receive,
    // however often it is extended, and asking for more is an error. The minute is for the way of the calls.
    static readonly TimeSpan Cap = TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1);

    static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource _lost = new();
    readonly TimeSpan _visibility;
    readonly TimeSpan _capAt;

    public Lease(string receiptHandle, TimeSpan receivedAt, TimeSpan visibility, double random)
    {
        ReceiptHandle = receiptHandle;
        _visibility = visibility;
        _capAt = receivedAt + Cap;
        ExpiresAt = receivedAt + visibility;
        Lost = _lost.Token;
        Schedule(receivedAt, random);
    }

    /// <summary>The handle under which the message was received.</summary>
    public string ReceiptHandle { get; }

    /// <summary>When others may receive the message, as far as is known for certain.</summary>
    public TimeSpan ExpiresAt { get; private set; }

    /// <summary>When something is to be done: to extend it, or to find it lost.</summary>
    public TimeSpan DueAt { get; private set; }

    /// <summary>The extension under way, or null.</summary>
    public Task? Extension { get; private set; }

    /// <summary>Fires when the message may be in other hands.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Whether others may receive the message by now.</summary>
    public bool IsExpired(TimeSpan now) => now >= ExpiresAt;

    /// <summary>For how many seconds to hide the message from now on; 0 if that would not gain time, or must not be asked.</summary>
    public int SecondsToAsk(TimeSpan now)
    {
        var left = _capAt - now;
        var seconds = (int)Math.Floor((left < _visibility ? left : _visibility).TotalSeconds);
        return Extension is null && !IsLast && seconds > 0 && now + TimeSpan.FromSeconds(seconds) > ExpiresAt ? seconds : 0;
    }

    /// <summary>Notes that an extension is under way; until it is known to have succeeded the lease ends when it would have.</summary>
    public void Asked(Task extension)
    {
        Extension = extension;
        DueAt = ExpiresAt;
    }

    /// <summary>Notes that the extension succeeded.</summary>
    /// <param name="askedAt">When the call was made: SQS counts from some time after it.</param>
    /// <param name="seconds">What was asked for.</param>
    /// <param name="random">From 0 up to 1.</param>
    public void Extended(TimeSpan askedAt, int seconds, double random)
    {
        Extension = null;
        ExpiresAt = askedAt + TimeSpan.FromSeconds(seconds);
        Schedule(askedAt, random);
    }

    /// <summary>Notes that the extension failed for a reason that may pass: it is tried again while there is time.</summary>
    public void Failed(TimeSpan now)
    {
        Extension = null;
        var third = (ExpiresAt - now) / 3;
        Due(now + (third > ShortestRetry ? third : ShortestRetry));
    }

    /// <summary>Notes that the message is known to be in other hands.</summary>
    public void Forfeit(TimeSpan now)
    {
        Extension = null;
        ExpiresAt = now;
        DueAt = now;
    }

    /// <summary>Tells the one who works on the message. The callbacks are another's code: to be called outside of locks.</summary>
    public Task LoseAsync() => _lost.CancelAsync();

    // SQS counts in whole seconds: less than one is no gain.
    bool IsLast => ExpiresAt > _capAt - TimeSpan.FromSeconds(1);

    // At half-life, so that there is time for another try; jittered by a tenth, so that many messages received at once do not stay in step for ever.
    void Schedule(TimeSpan from, double random)
    {
        var half = (ExpiresAt - from) / 2;
        Due(IsLast ? ExpiresAt : from + (half * (0.9 + (random / 5))));
    }

    void Due(TimeSpan at) => DueAt = at < ExpiresAt ? at : ExpiresAt;
}
