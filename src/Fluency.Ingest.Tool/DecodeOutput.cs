namespace Fluency.Ingest.Tool;

/// <summary>Where <c>decode</c> puts records: a sink by its name, in whatever case, or else a file.</summary>
/// <param name="text">As the user wrote it.</param>
sealed class DecodeOutput(string text)
{
    public const string Console = "console";
    public const string Nothing = "null";

    public bool IsConsole { get; } = text.Equals(Console, StringComparison.OrdinalIgnoreCase);

    public bool IsNothing { get; } = text.Equals(Nothing, StringComparison.OrdinalIgnoreCase);

    /// <summary>The file as the user wrote it; null if it is none.</summary>
    public string? File => IsConsole || IsNothing ? null : text;
}
