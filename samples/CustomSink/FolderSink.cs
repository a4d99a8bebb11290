using System.Buffers;
using System.Globalization;
using Fluency.Ingest;

namespace CustomSink;

/// <summary>Puts every batch into a file of its own, a JSON array. A file gets its name only when it is whole and on the disk.</summary>
public sealed class FolderSink(FolderSinkOptions options) : ISink
{
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Path);
        var name = Path.Combine(options.Path, $"{HighestNumber() + 1:d8}.json");
        await using (var file = new FileStream(name + ".tmp", FileMode.Create))
        {
            await file.WriteAsync(Render(batch), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        // Durable on return: once this method ends, the pipe lets the queue forget the records.
        File.Move(name + ".tmp", name);
    }

    // The highest, not how many: earlier files may have been taken away, and a name that is there already would fail for ever.
    long HighestNumber() => Directory.EnumerateFiles(options.Path, "*.json")
        .Select(static file => long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .DefaultIfEmpty()
        .Max();

    static ReadOnlyMemory<byte> Render(RecordBatch batch)
    {
        // The batch is lent until the write returns; nothing of it is kept.
        var json = new ArrayBufferWriter<byte>();
        for (var i = 0; i < batch.Count; i++)
        {
            json.Write(i == 0 ? "["u8 : ",\n"u8);
            batch[i].WriteTo(json);
        }

        json.Write("]\n"u8);
        return json.WrittenMemory;
    }
}
