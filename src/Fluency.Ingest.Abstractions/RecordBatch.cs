using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest;

/// <summary>Records that a sink gets in one call, or that a processor works on. Owns its bytes and lends its records.</summary>
/// <remarks>
/// What a pipe hands out is lent until the call returns: after that its records throw, and the memory holds other records. Who keeps records takes a
/// <see cref="Copy"/>. Reading from several threads at once is allowed while the batch is lent.
/// </remarks>
public sealed partial class RecordBatch : IReadOnlyList<Record>, IDisposable
{
    // 16 KiB: a file of the median size (6.8 KB of raw JSON) and its envelopes fit without growing.
    const int FirstArenaBytes = 16 * 1024;
    const int FirstSlots = 16;

    // Written over what is no longer lent, so that a use after its time shows at once.
    const byte Poison = 0xDD;

    readonly int _firstBytes;
    readonly int _firstSlots;
    byte[] _arena = [];
    int _used;
    RecordSlot[] _slots = [];
    int _count;
    long _bytes;
    int[]? _selected;
    int _selectedCount;

    // Arenas that were outgrown: a processor may still hold a span over one (a value it read, to set it elsewhere), so they go back only with the rest.
    List<byte[]>? _outgrown;

    /// <param name="bytes">Bytes that it will hold, as far as can be guessed, so that it need not grow.</param>
    /// <param name="records">Records that it will hold, as far as can be guessed.</param>
    internal RecordBatch(int bytes = FirstArenaBytes, int records = FirstSlots)
    {
        _firstBytes = bytes;
        _firstSlots = records;
    }

    /// <summary>How many records there are.</summary>
    public int Count => _selected is null ? _count : _selectedCount;

    /// <summary>Bytes of the records and their envelopes as they were added: what the batch weighs, not exactly what a sink will write.</summary>
    public long Bytes => _selected is null ? _bytes : BytesOfSelected();

    internal int Generation { get; private set; }

    /// <summary>Whether edits throw: a batch is open to processors, and closed once it is before a sink.</summary>
    internal bool IsReadOnly { get; set; }

    /// <summary>Whether somebody works on it who is not to dispose it: he may think that it is his, and the memory of what is not yet durable would be gone.</summary>
    internal bool IsLent { get; set; }

    /// <summary>Bytes of memory held, whether used or not: what counts against a budget.</summary>
    internal long HeldBytes => _arena.Length + (_outgrown?.Sum(static arena => (long)arena.Length) ?? 0) + ((long)_slots.Length * Unsafe.SizeOf<RecordSlot>());

    /// <summary>A record by its position.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record.</exception>
    public Record this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index), index, $"The batch has {Count} records.");
            }

            return new Record(this, _selected is null ? index : _selected[index], Generation);
        }
    }

    /// <summary>Copies the records as they are now into a batch of the caller's own, which may be kept as long as he likes.</summary>
    /// <returns>The copy. Disposing it gives its memory back early.</returns>
    public RecordBatch Copy()
    {
        var copy = new RecordBatch();
        foreach (var record in this)
        {
            copy.Append(record, owner: null);
        }

        copy.IsReadOnly = true;
        return copy;
    }

    /// <inheritdoc/>
    public IEnumerator<Record> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Ends the lending of all records and gives the memory back. A batch that a pipe lends is the pipe's to dispose: before a sink or processor this does nothing.</summary>
    public void Dispose()
    {
        if (IsLent)
        {
            return;
        }

        Clear();
        if (_arena.Length > 0)
        {
            BatchMemory.Return(_arena);
            _arena = [];
        }

        if (_slots.Length > 0)
        {
            BatchMemory.Return(_slots);
            _slots = [];
        }
    }

    /// <summary>Adds a record whose bytes are lent by a buffer that stays as it is until <see cref="Clear"/>.</summary>
    internal int Lend(ObjectReference origin, ObjectId objectId, uint index, ArraySegment<byte> raw)
    {
        ref var slot = ref AddSlot();
        slot.Object = origin;
        slot.ObjectId = objectId;
        slot.Index = index;
        slot.Lent = raw.Array;
        slot.RawStart = raw.Offset;
        slot.RawLength = raw.Count;
        _bytes += raw.Count;
        return _count - 1;
    }

    /// <summary>Copies a record with its edits into this batch's own arena.</summary>
    internal void Append(Record record, object? owner)
    {
        var from = record.Batch;
        if (_count == _slots.Length)
        {
            // First of all: the record may stand in this very batch, whose slots move when they grow.
            GrowSlots();
        }

        ref var source = ref from.Slot(record.SlotIndex);
        ref var slot = ref AddSlot();
        slot.Object = source.Object;
        slot.ObjectId = source.ObjectId;
        slot.Index = source.Index;
        slot.RawLength = source.RawLength;
        slot.Owner = owner;
        if (!source.State.IsEmpty)
        {
            slot.State.TakeAllButPlaces(in source.State);
        }

        if (RecordJson.IsText(in source.State))
        {
            PutText(ref slot, from, ref source);
        }
        else
        {
            PutParts(ref slot, from, ref source);
        }

        _bytes += BytesOf(ref slot);
    }

    /// <summary>The most that <see cref="Append"/> would take of the arena.</summary>
    internal static long RoomFor(Record record)
    {
        ref var slot = ref record.Batch.Slot(record.SlotIndex);
        return BytesOf(ref slot) + TextOverhead(in slot.State);
    }

    /// <summary>Copies a record that has no edits yet into this batch's own arena.</summary>
    internal Record AppendRaw(ObjectReference origin, ObjectId objectId, uint index, ReadOnlySpan<byte> raw)
    {
        var start = Put(raw);
        ref var slot = ref AddSlot();
        slot.Object = origin;
        slot.ObjectId = objectId;
        slot.Index = index;
        slot.RawStart = start;
        slot.RawLength = raw.Length;
        _bytes += raw.Length;
        return this[_count - 1];
    }

    /// <summary>Adds all records of another batch, whose memory is not copied: it must stay as it is until <see cref="Clear"/>.</summary>
    internal void LendAll(RecordBatch other, object? owner)
    {
        foreach (ref var source in other._slots.AsSpan(0, other._count))
        {
            ref var slot = ref AddSlot();
            slot = source;
            slot.Arena = source.Arena ?? other._arena;
            slot.Owner = owner;
        }

        _bytes += other._bytes;
    }

    /// <summary>Ties all records to one owner.</summary>
    internal void Own(object owner)
    {
        foreach (ref var slot in _slots.AsSpan(0, _count))
        {
            slot.Owner = owner;
        }
    }

    /// <summary>Forgets all records; their handles throw from now on. The arena is kept for the next ones.</summary>
    internal void Clear()
    {
        Generation++;
        PoisonFrom(0);
        _outgrown?.ForEach(BatchMemory.Return);
        _outgrown?.Clear();
        _aside = [];
        _asideUsed = 0;
        _used = 0;
        _bytes = 0;
        Array.Clear(_slots, 0, _count);
        _count = 0;
        _selected = null;
        IsReadOnly = false;
    }

    /// <summary>Narrows the batch to some of its records, without moving any, until <see cref="SelectAll"/>.</summary>
    internal void Select(int[] slots, int count)
    {
        _selected = slots;
        _selectedCount = count;
    }

    internal void SelectAll() => _selected = null;

    /// <summary>How many records there are, selected or not.</summary>
    internal int SlotCount => _count;

    /// <summary>How far the arena is used, for <see cref="Rewind"/>.</summary>
    internal int ArenaMark => _used;

    /// <summary>Forgets what was edited since a mark, of all records: none may have edits that are younger. Keeps the arena short, and so in the processor's cache.</summary>
    internal void Rewind(int arenaMark)
    {
        PoisonFrom(arenaMark);
        _used = arenaMark;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref RecordSlot Slot(int slot) => ref _slots[slot];

    internal ReadOnlySpan<byte> RawOf(ref RecordSlot slot) => (slot.Lent ?? ArenaOf(ref slot)).AsSpan(slot.RawStart, slot.RawLength);

    internal ReadOnlySpan<byte> BodyOf(ref RecordSlot slot) =>
        slot.State.IsBodyEdited ? ArenaOf(ref slot).AsSpan(slot.State.BodyStart, slot.State.BodyLength) : RawOf(ref slot);

    internal ReadOnlySpan<byte> EnvelopeOf(ref RecordSlot slot) => ArenaOf(ref slot).AsSpan(slot.State.EnvelopeStart, slot.State.EnvelopeLength);

    byte[] ArenaOf(ref RecordSlot slot) => slot.Arena ?? _arena;

    long BytesOfSelected()
    {
        var bytes = 0L;
        foreach (var selected in _selected.AsSpan(0, _selectedCount))
        {
            bytes += BytesOf(ref Slot(selected));
        }

        return bytes;
    }

    static long BytesOf(ref RecordSlot slot) => slot.RawLength + (slot.State.IsBodyEdited ? slot.State.BodyLength : 0) + slot.State.EnvelopeLength;

    int Put(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_arena.AsSpan(_used));
        _used += bytes.Length;
        return _used - bytes.Length;
    }

    void Reserve(int bytes)
    {
        if (_arena.Length - _used < bytes)
        {
            Grow(checked(_used + bytes));
        }
    }

    void Grow(int needed)
    {
        var arena = BatchMemory.RentArena(Math.Max(Math.Max(needed, _firstBytes), (int)Math.Min(_arena.Length * 2L, Array.MaxLength)));
        _arena.AsSpan(0, _used).CopyTo(arena);
        if (_arena.Length > 0)
        {
            (_outgrown ??= []).Add(_arena);
        }

        _arena = arena;
    }

    ref RecordSlot AddSlot()
    {
        if (_count == _slots.Length)
        {
            GrowSlots();
        }

        return ref _slots[_count++];
    }

    void GrowSlots()
    {
        // What comes from the pool may hold what others left; a slot must begin empty.
        var slots = BatchMemory.RentSlots(Math.Max(_firstSlots, _slots.Length * 2));
        Array.Copy(_slots, slots, _count);
        Array.Clear(slots, _count, slots.Length - _count);
        if (_slots.Length > 0)
        {
            Array.Clear(_slots, 0, _count);
            BatchMemory.Return(_slots);
        }

        _slots = slots;
    }

    /// <summary>Overwrites the memory of all records, as what comes next in a pipe would, also in release builds: for tests of who uses it after his time.</summary>
    internal void Overwrite() => OverwriteFrom(0);

    [Conditional("DEBUG")]
    void PoisonFrom(int arenaMark) => OverwriteFrom(arenaMark);

    void OverwriteFrom(int arenaMark)
    {
        _arena.AsSpan(arenaMark, _used - arenaMark).Fill(Poison);
        _outgrown?.ForEach(arena => Array.Fill(arena, Poison));
    }
}
