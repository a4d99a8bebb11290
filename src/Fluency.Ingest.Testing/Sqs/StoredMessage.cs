namespace Fluency.Ingest.Testing.Sqs;

/// <summary>A message in a queue. Guarded by the lock of the store that holds it.</summary>
sealed class StoredMessage
{
    static long _lastNumber;

    /// <summary>Tells copies of one message apart, and finds the message of a receipt handle.</summary>
    public long Number { get; } = Interlocked.Increment(ref _lastNumber);

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    public required string Md5OfBody { get; init; }

    public MessageAttributes? Attributes { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public string? DeadLetterSourceArn { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    public int ReceiveCount { get; set; }

    /// <summary>How many receipt handles were given out; only the last one counts.</summary>
    public int Receipt { get; set; }

    /// <summary>When the last receive was: its lease may not be stretched beyond 12 hours from here.</summary>
    public DateTimeOffset LeaseStart { get; set; }

    public DateTimeOffset VisibleAt { get; set; }

    public LocalMessageState State { get; set; }

    public bool IsGone { get; set; }

    /// <summary>Grows with every change of state, so that what was queued for an older state is recognised as stale.</summary>
    public int Stamp { get; set; }

    public StoredMessage Copy() => new()
    {
        MessageId = MessageId,
        Body = Body,
        Md5OfBody = Md5OfBody,
        Attributes = Attributes,
        SentAt = SentAt,
        DeadLetterSourceArn = DeadLetterSourceArn,
        FirstReceivedAt = FirstReceivedAt,
        ReceiveCount = ReceiveCount,
    };
}
