using System.CommandLine;
using System.Text.Json;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Tool;

/// <summary>Writes what a run did as the one JSON object that scripts read.</summary>
static class StatisticsFile
{
    // Whatever stands behind these is open in this process: records may have been written to it.
    static readonly string[] Descriptors = ["/dev/std", "/dev/fd/", "/proc/"];

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() =>
        new Option<string?>("--stats") { Description = "Write what was done to a file, as one JSON object. Folders above it are made.", HelpName = "FILE" }.WithValue();

    /// <summary>What is wrong with the option, before the work that it is about is done; null if nothing is.</summary>
    public static string? ErrorOf(string? path) => path switch
    {
        null => null,
        "-" => "--stats is '-' but must be a file: standard output may be /dev/stdout, or name a file.",
        _ when Directory.Exists(path) => $"--stats is '{path}', a folder, but must be a file.",
        _ => null,
    };

    /// <summary>Writes the whole file or leaves the one before: it is renamed into its place. A device, a pipe or a link stays what it is.</summary>
    public static async Task WriteAsync(string path, PipeStatistics statistics, RunUsage usage)
    {
        var text = Render(statistics, usage);
        var fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        if (await TryWriteInPlaceAsync(fullPath, text).ConfigureAwait(false))
        {
            return;
        }

        var file = new FileInfo(fullPath);
        var target = file.LinkTarget is null ? fullPath : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        await File.WriteAllBytesAsync(temporary, text).ConfigureAwait(false);
        File.Move(temporary, target, overwrite: true);
    }

    // Only a file that has a length can lose anything. Devices and pipes have none, and are not to be replaced.
    static async Task<bool> TryWriteInPlaceAsync(string path, byte[] text)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        await using var end = file.ConfigureAwait(false);
        if (file.CanSeek)
        {
            if (file.Length > 0 && !Descriptors.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return false;
            }

            file.Seek(0, SeekOrigin.End);
        }

        await file.WriteAsync(text).ConfigureAwait(false);
        return true;
    }

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
