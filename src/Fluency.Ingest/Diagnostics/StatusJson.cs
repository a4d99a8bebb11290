using System.Text.Json.Serialization.Metadata;

namespace Fluency.Ingest.Diagnostics;

/// <summary>The JSON of the status and of the live tail: source-generated, camelCase, and with names that stay. What is <see langword="null"/> is left out; states and kinds are lower-case words; times are RFC 3339; spans of time are seconds.</summary>
/// <remarks>The default escaping of <c>System.Text.Json</c> holds: <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and quotes within texts are escaped. A <see cref="ProcessorAnswer"/> is written as <c>Pass</c>, <c>Drop</c>, <c>Abort</c> or <c>Error</c>.</remarks>
public static class StatusJson
{
    /// <summary>Of one pipe.</summary>
    public static JsonTypeInfo<PipeStatus> PipeStatus => StatusJsonContext.Default.PipeStatus;

    /// <summary>Of all pipes of a host: an array.</summary>
    public static JsonTypeInfo<IReadOnlyList<PipeStatus>> PipeStatuses => StatusJsonContext.Default.IReadOnlyListPipeStatus;

    /// <summary>Of a record of the live tail.</summary>
    public static JsonTypeInfo<TailRecord> TailRecord => StatusJsonContext.Default.TailRecord;
}
