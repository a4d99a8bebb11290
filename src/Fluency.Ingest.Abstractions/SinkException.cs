namespace Fluency.Ingest;

/// <summary>What a sink throws when it could not make a batch durable and can say more than that.</summary>
/// <remarks>Any other exception out of <see cref="ISink.WriteAsync"/> counts as transient with nothing of the batch durable.</remarks>
public sealed class SinkException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong, for people; never a secret.</param>
    /// <param name="isTransient">See <see cref="IsTransient"/>.</param>
    /// <param name="failedRecords">See <see cref="FailedRecords"/>.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public SinkException(string message, bool isTransient, IReadOnlyList<int>? failedRecords = null, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        FailedRecords = failedRecords is { Count: > 0 } ? failedRecords : null;
    }

    /// <summary>Whether the same write may succeed later. A permanent failure sends the records it names to the quarantine.</summary>
    public bool IsTransient { get; }

    /// <summary>The positions in the batch of the records that failed: all others are durable. <see langword="null"/> says that nothing is known of any record, and so does a list that names none: who throws has failed, and what was not durable must not be taken for it.</summary>
    public IReadOnlyList<int>? FailedRecords { get; }

    /// <summary>How long the sink asks to wait before the next try, if it does. Zero and less ask for nothing: the usual growing delay applies.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
