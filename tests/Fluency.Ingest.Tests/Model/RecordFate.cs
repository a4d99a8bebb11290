namespace Fluency.Ingest.Tests.Model;

/// <summary>What is to become of a record: how it counts, and the sinks that must have it: one twice if two routes take it there, each with edits of its own.</summary>
sealed record RecordFate(string Counts, IReadOnlyList<string> Sinks);
