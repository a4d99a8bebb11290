namespace Fluency.Ingest.AotTests;

/// <summary>The options of a sink of the user.</summary>
sealed class MineOptions
{
    public string File { get; set; } = "";

    public int Most { get; set; }
}
