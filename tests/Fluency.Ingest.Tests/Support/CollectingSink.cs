using System.Buffers;
using System.Text;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Keeps what it is written, and fails as it is told.</summary>
public sealed class CollectingSink : ISink
{
    readonly Lock _lock = new();
    readonly List<string> _records = [];
    readonly List<int> _batches = [];
    int _inFlight;

    /// <summary>Runs before each write with the batch and the number of the write from 1; may throw or wait.</summary>
    public Func<RecordBatch, int, CancellationToken, Task> BeforeWrite { get; set; } = (_, _, _) => Task.CompletedTask;

    public int MaxConcurrentWrites { get; init; } = 1;

    /// <summary>The most writes that were in flight at once.</summary>
    public int MostInFlight { get; private set; }

    public int Writes { get; private set; }

    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>The sizes of the batches that were kept.</summary>
    public IReadOnlyList<int> Batches
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches];
            }
        }
    }

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        int write;
        lock (_lock)
        {
            write = ++Writes;
            MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        }

        try
        {
            await BeforeWrite(batch, write, cancellationToken);
            var texts = batch.Select(TextOf).ToArray();
            lock (_lock)
            {
                _records.AddRange(texts);
                _batches.Add(texts.Length);
            }
        }
        finally
        {
            lock (_lock)
            {
                _inFlight--;
            }
        }
    }

    public static string TextOf(Record record)
    {
        var writer = new ArrayBufferWriter<byte>();
        record.WriteTo(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }
}
