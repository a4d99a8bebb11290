using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Deliveries;

/// <summary>What is held of one object for one sink, in portions that are at most one write each: a lane can write a full one as it is, and no arena grows beyond it.</summary>
sealed class HeldRecords(int maxRecords, int maxBytes) : IDisposable
{
    // Records and envelopes together weigh about twice the object. Most objects are small, and many are held at once.
    const int MinFirstBytes = 1024;
    const int MaxFirstBytes = 64 * 1024;

    // Portions that are full, and the index in the object of the last record of each. Null while there are none: most objects fill not even one.
    Queue<(RecordBatch Records, uint LastIndex)>? _full;
    RecordBatch? _open;
    uint _lastIndex;
    long _fullBytes;

    // What the portion before has held: the next one will hold about as much.
    int _likelyBytes;
    int _likelyRecords;

    /// <summary>Bytes of memory held.</summary>
    public long HeldBytes => _fullBytes + (_open?.HeldBytes ?? 0);

    /// <summary>Copies a record with its edits.</summary>
    /// <param name="record">The record; not earlier in the object than any before.</param>
    /// <param name="objectBytes">Bytes of the object so far, from which the size of the first arena is guessed.</param>
    public void Append(Record record, long objectBytes) => Open(record, RecordBatch.RoomFor(record), objectBytes).Append(record, owner: null);

    /// <summary>The portion to which something made of the record is to be added.</summary>
    public RecordBatch Open(Record record, long bytes, long objectBytes)
    {
        // Several routes may bring one record here, each a copy of its own. They settle together, since what is remembered of them is the one index: if one had
        // become durable in a portion before the others, a retry would leave those out.
        if (_open is { Count: > 0 } && record.Index != _lastIndex && (_open.Count >= maxRecords || Math.Max(_open.Bytes, _open.ArenaMark) + bytes > maxBytes))
        {
            CloseOpen(_open);
        }

        _open ??= _likelyRecords > 0 ? new RecordBatch(_likelyBytes, _likelyRecords) : new RecordBatch((int)Math.Clamp(2 * objectBytes, MinFirstBytes, MaxFirstBytes));
        _lastIndex = record.Index;
        return _open;
    }

    /// <summary>Takes the next portion out, in the order of the records; the last one need not be full.</summary>
    public bool TryTake([NotNullWhen(true)] out RecordBatch? records, out uint lastIndex)
    {
        if (_full is not null && _full.TryDequeue(out var portion))
        {
            (records, lastIndex) = portion;
            _fullBytes -= records.HeldBytes;
            return true;
        }

        (records, lastIndex) = (_open is { Count: > 0 } ? _open : null, _lastIndex);
        if (records is null)
        {
            return false;
        }

        LearnFrom(records);
        _open = null;
        return true;
    }

    public void Dispose()
    {
        while (TryTake(out var records, out _))
        {
            records.Dispose();
        }

        _open?.Dispose();
        _open = null;
    }

    void CloseOpen(RecordBatch open)
    {
        LearnFrom(open);
        (_full ??= new()).Enqueue((open, _lastIndex));
        _fullBytes += open.HeldBytes;
        _open = null;
    }

    void LearnFrom(RecordBatch portion)
    {
        _likelyBytes = Math.Min(portion.ArenaMark, maxBytes);
        _likelyRecords = portion.Count;
    }
}
