namespace Fluency.Ingest.Tool;

/// <summary>The arguments of <c>doctor</c>.</summary>
sealed record DoctorArguments(string? Config, IReadOnlyList<string> Settings, bool MayLook, bool IsJson);
