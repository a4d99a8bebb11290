using System.Text.Json;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Tool;

/// <summary>Writes what a run did as the one JSON object that scripts read.</summary>
static class StatisticsFile
{
    /// <summary>Writes the whole file or leaves the one before: it is renamed into its place.</summary>
    public static async Task WriteAsync(string path, PipeStatistics statistics, RunUsage usage)
    {
        var fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        var temporary = $"{fullPath}.{Environment.ProcessId}.tmp";
        var file = File.Create(temporary);
        await using (file.ConfigureAwait(false))
        {
            var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
            await using (writer.ConfigureAwait(false))
            {
                Write(writer, statistics, usage);
            }
        }

        File.Move(temporary, fullPath, overwrite: true);
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
