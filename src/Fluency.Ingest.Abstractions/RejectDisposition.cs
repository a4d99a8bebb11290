namespace Fluency.Ingest;

/// <summary>See <see cref="Disposition.Reject"/>.</summary>
/// <param name="Reason">Why it can never succeed, for people.</param>
public sealed record RejectDisposition(string Reason) : Disposition;
