using System.CommandLine;
using System.Text.Json;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Tool;

/// <summary>Writes what a run did as the one JSON object that scripts read.</summary>
static class StatisticsFile
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() =>
        new Option<string?>("--stats") { Description = "Write what was done to a file, as one JSON object. Folders above it are made.", HelpName = "FILE" }.WithValue();

    /// <summary>What is wrong with the option, before the work that it is about is done; null if nothing is.</summary>
    public static string? ErrorOf(string? path) => path switch
    {
        null => null,
        "-" => "--stats is '-' but must be a file: standard output may be /dev/stdout, or name a file.",
        _ => WholeFile.ErrorOf("--stats", path),
    };

    /// <summary>Writes it, in the place of the one before.</summary>
    public static Task WriteAsync(string path, PipeStatistics statistics, RunUsage usage) => WholeFile.TryWriteAsync(path, Render(statistics, usage), replaces: true);

    static byte[] Render(PipeStatistics statistics, RunUsage usage)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            Write(writer, statistics, usage);
        }

        return text.ToArray();
    }

    static void Write(Utf8JsonWriter writer, PipeStatistics statistics, RunUsage usage)
    {
        var (messages, objects, records) = (statistics.Messages, statistics.Objects, statistics.Records);
        writer.WriteStartObject();
        writer.WriteNumber("seconds"u8, Math.Round(usage.Elapsed.TotalSeconds, 3));
        writer.WriteNumber("cpuSeconds"u8, Math.Round(usage.Cpu.TotalSeconds, 3));
        writer.WriteNumber("allocatedBytes"u8, usage.AllocatedBytes);
        writer.WriteNumber("peakWorkingSetBytes"u8, usage.PeakWorkingSetBytes);
        Write(writer, "messages", ("received", messages.Received), ("complete", messages.Complete), ("returned", messages.Returned), ("rejected", messages.Rejected));
        Write(writer, "objects", ("read", objects.Read), ("failed", objects.Failed), ("quarantined", objects.Quarantined), ("bytesCompressed", objects.BytesCompressed), ("bytesDecompressed", objects.BytesDecompressed));
        Write(writer, "records", ("read", records.Read), ("delivered", records.Delivered), ("dropped", records.Dropped), ("unrouted", records.Unrouted), ("quarantined", records.Quarantined));
        writer.WriteStartObject("sinks"u8);
        foreach (var (name, sink) in statistics.Sinks)
        {
            Write(writer, name, ("records", sink.Records), ("bytes", sink.Bytes), ("batches", sink.Batches), ("retries", sink.Retries));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, string name, params ReadOnlySpan<(string Name, long Value)> counts)
    {
        writer.WriteStartObject(name);
        foreach (var count in counts)
        {
            writer.WriteNumber(count.Name, count.Value);
        }

        writer.WriteEndObject();
    }
}
