namespace Fluency.Ingest;

/// <summary>A failure of the data path that a caller can act on.</summary>
public class IngestException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cause">The cause, which decides what becomes of the delivery.</param>
    /// <param name="message">What, where, found, allowed, and what to do.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public IngestException(FailureCause cause, string message, Exception? innerException = null)
        : base(message, innerException) => Cause = cause;

    /// <summary>The cause, which decides what becomes of the delivery.</summary>
    public FailureCause Cause { get; }

    /// <summary>The object it happened in, if it was one.</summary>
    public ObjectReference? Object { get; init; }

    /// <summary>The index of the record in its object, if it was one record.</summary>
    public long? RecordIndex { get; init; }
}
