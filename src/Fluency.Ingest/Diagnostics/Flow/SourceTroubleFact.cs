namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>One thing that keeps a source from going on.</summary>
readonly record struct SourceTroubleFact(DateTimeOffset Since, string Reason, bool IsBlocking);
