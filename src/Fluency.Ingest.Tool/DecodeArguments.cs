namespace Fluency.Ingest.Tool;

/// <summary>The arguments of <c>decode</c>.</summary>
sealed record DecodeArguments(IReadOnlyList<string> Paths, IReadOnlyList<string> Processors, string Sink, string? Statistics);
