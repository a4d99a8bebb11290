namespace Fluency.Ingest.Tool;

/// <summary>The arguments of <c>decode</c>.</summary>
sealed record DecodeArguments(
    IReadOnlyList<string> Paths, IReadOnlyList<string> Processors, DecodeOutput Sink, ToolQuarantine Quarantine, string? Statistics, IReadOnlyList<string> Settings)
{
    const string StandardInput = "-";

    /// <summary>Whether it is standard input that is read.</summary>
    public bool ReadsInput => Paths.Contains(StandardInput);
}
