namespace Fluency.Ingest.Tool;

/// <summary>The arguments of <c>run</c>.</summary>
sealed record RunArguments(string? Config, bool UntilEmpty, string? Statistics, IReadOnlyList<string> Settings, int? Dashboard, bool ShowsRecords);
