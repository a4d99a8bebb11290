using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Knows what was written, sees what arrives and what the queue lets go, and keeps every breach of a promise.</summary>
sealed class Ledger
{
    readonly Lock _lock = new();
    readonly ConcurrentDictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);
    readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    readonly List<string> _breaches = [];
    readonly List<string> _order = [];

    public Ledger()
    {
        Sink = new DelegateSink(ReceiveAsync);
        Quarantine = new DelegateSink(KeepAsync);
    }

    /// <summary>Where the records are to go.</summary>
    public ISink Sink { get; }

    /// <summary>Where what can never succeed is to go.</summary>
    public ISink Quarantine { get; }

    /// <summary>Is awaited before records are taken; may throw as a sink would.</summary>
    public Func<RecordBatch, CancellationToken, Task> BeforeWrite { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Records that came, each time they did.</summary>
    public long Records { get; private set; }

    /// <summary>Records that had come before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Messages that were deleted.</summary>
    public long Deleted { get; private set; }

    /// <summary>The files in the order in which their first records arrived. To be asked when the work is done.</summary>
    public IReadOnlyList<string> Order => _order;

    /// <summary>What the quarantine was written, one JSON object each.</summary>
    public ConcurrentQueue<JsonElement> Quarantined { get; } = new();

    /// <summary>Everything that was promised and is not so by now. To be asked when the work is done.</summary>
    public IReadOnlyList<string> Breaches
    {
        get
        {
            lock (_lock)
            {
                return [.. _breaches, .. _entries.Where(entry => !entry.Value.IsWhole).Select(entry => $"{entry.Key}: only {entry.Value.Arrived} of {entry.Value.Records} records arrived")];
            }
        }
    }

    /// <summary>Promises that every record of a file arrives.</summary>
    public void Expect(string key, int records, int padding = 0) => _entries[key] = new LedgerEntry(records, padding, IsDamaged: false);

    /// <summary>Promises that no record of a file arrives, and that its message is kept.</summary>
    public void ExpectNothingOf(string key) => _entries[key] = new LedgerEntry(0, 0, IsDamaged: true);

    /// <summary>Checks that a message may go: all that it tells of has arrived, or it is kept in the quarantine.</summary>
    public void OnDeleting(LocalMessage message)
    {
        lock (_lock)
        {
            Deleted++;
            if (_kept.Contains(message.Body))
            {
                return;
            }

            foreach (var key in KeysOf(message.Body))
            {
                if (!_entries.TryGetValue(key, out var entry) || entry.IsDamaged || !entry.IsWhole)
                {
                    _breaches.Add($"{key}: its message was deleted when {entry?.Arrived ?? 0} of {entry?.Records ?? 0} records had arrived");
                }
            }
        }
    }

    /// <summary>The keys that the body of an S3 event names. Keys of these tests need no decoding.</summary>
    public static IEnumerable<string> KeysOf(string body)
    {
        const string Name = "\"key\":\"";
        for (var at = body.IndexOf(Name, StringComparison.Ordinal); at >= 0; at = body.IndexOf(Name, at, StringComparison.Ordinal))
        {
            var start = at + Name.Length;
            at = body.IndexOf('"', start);
            yield return body[start..at];
        }
    }

    async ValueTask ReceiveAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        await BeforeWrite(batch, cancellationToken);
        lock (_lock)
        {
            foreach (var record in batch)
            {
                Note(record.Object.Name, (int)record.Index, Encoding.UTF8.GetString(record.Raw));
            }
        }
    }

    void Note(string key, int index, string text)
    {
        Records++;
        if (!_entries.TryGetValue(key, out var entry) || entry.IsDamaged)
        {
            _breaches.Add($"{key}: record {index} arrived though the file is damaged or unknown");
            return;
        }

        if (index >= entry.Records || text != TrailFile.Record(key, index, entry.Padding))
        {
            _breaches.Add($"{key}: record {index} is not what was written: {text}");
        }
        else if (index < entry.Arrived)
        {
            Duplicates++;
        }
        else if (index == entry.Arrived)
        {
            if (entry.Arrived++ == 0)
            {
                _order.Add(key);
            }
        }
        else
        {
            _breaches.Add($"{key}: record {index} arrived before record {entry.Arrived}");
        }
    }

    ValueTask KeepAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            var entry = JsonSerializer.Deserialize<JsonElement>(writer.WrittenSpan);
            Quarantined.Enqueue(entry);
            if (entry.TryGetProperty("@payload", out var payload))
            {
                lock (_lock)
                {
                    _kept.Add(payload.GetString()!);
                }
            }
        }

        return ValueTask.CompletedTask;
    }
}
