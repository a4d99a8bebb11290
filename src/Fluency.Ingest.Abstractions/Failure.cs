namespace Fluency.Ingest;

/// <summary>One thing that went wrong: its cause, and the sentence for people.</summary>
/// <param name="Cause">The cause, which decides what becomes of the delivery.</param>
/// <param name="Reason">What, where, found, allowed, and what to do; it names the object where there is one. Never a secret.</param>
public sealed record Failure(FailureCause Cause, string Reason)
{
    /// <summary>The object that failed, if it was one.</summary>
    public ObjectReference? Object { get; init; }

    /// <summary>The exception behind it, if there was one.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The failure that an exception stands for: that of an <see cref="IngestException"/>, else <see cref="FailureCause.Unexpected"/>.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="object">The object that was in work, if there was one.</param>
    /// <returns>The failure.</returns>
    public static Failure From(Exception exception, ObjectReference? @object = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is IngestException known
            ? new Failure(known.Cause, known.Message) { Object = known.Object ?? @object, Exception = known }
            : new Failure(FailureCause.Unexpected, $"{(@object is null ? "" : @object.Uri + ": ")}{exception.GetType().Name}: {exception.Message}") { Object = @object, Exception = exception };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Cause}: {Reason}";
}
