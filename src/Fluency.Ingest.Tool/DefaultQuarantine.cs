namespace Fluency.Ingest.Tool;

/// <summary>Where the tool keeps what can never succeed, if the user named no other place: a file of the working folder, made when it is first needed.</summary>
static class DefaultQuarantine
{
    public const string File = "quarantine.ndjson";

    /// <summary>The sink's name: one that no sink of the user has.</summary>
    public static string NameBeside(IEnumerable<string> sinks) =>
        sinks.Contains("quarantine", StringComparer.OrdinalIgnoreCase) ? File : "quarantine";
}
