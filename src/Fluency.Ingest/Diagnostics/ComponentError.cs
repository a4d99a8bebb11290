namespace Fluency.Ingest.Diagnostics;

/// <summary>Something that went wrong in a component.</summary>
/// <param name="Time">When it did last.</param>
/// <param name="Count">How often it did, in the same words.</param>
/// <param name="Reason">What, where, and what to do, in a sentence of at most 1,000 characters; never a secret. May hold text that came in records: show it as text.</param>
public sealed record ComponentError(DateTimeOffset Time, long Count, string Reason)
{
    /// <summary>The cause, such as <c>AccessDenied</c>; <see langword="null"/> if it has none of the known ones.</summary>
    public string? Cause { get; init; }
}
