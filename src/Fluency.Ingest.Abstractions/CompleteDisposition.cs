namespace Fluency.Ingest;

/// <summary>See <see cref="Disposition.Complete"/>.</summary>
public sealed record CompleteDisposition : Disposition;
