using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest;

// Records as they are written out: put together when they are copied into the batch, while they are in the processor's cache, so that a sink has only to hand them on.
public sealed partial class RecordBatch
{
    // 4 KiB: one or two records. Each piece is twice as long as the one before.
    const int FirstAsideBytes = 4 * 1024;
    const int MaxAsideBytes = 256 * 1024;

    // Raw records whose text is made of something else. Goes back with what was outgrown.
    byte[] _aside = [];
    int _asideUsed;

    /// <summary>As many records as follow one another in memory as lines, each with its line end, from a position on. Lent as the records are.</summary>
    /// <param name="position">The first one's.</param>
    /// <param name="next">The position behind the last one's.</param>
    /// <returns>The lines; empty if the first record is none, and <paramref name="next"/> is the position behind that.</returns>
    internal ReadOnlyMemory<byte> LinesAt(int position, out int next)
    {
        ref var first = ref SlotAt(position);
        next = position + 1;
        if (!first.IsLine)
        {
            return default;
        }

        var arena = ArenaOf(ref first);
        var end = first.TextStart + first.TextLength + 1;
        for (; next < Count; next++)
        {
            ref var slot = ref SlotAt(next);
            if (!slot.IsLine || slot.TextStart != end || ArenaOf(ref slot) != arena)
            {
                break;
            }

            end += slot.TextLength + 1;
        }

        return arena.AsMemory(first.TextStart, end - first.TextStart);
    }

    /// <summary>The record as it is written out, with the line feed behind it, unless its parts have still to be put together.</summary>
    internal ReadOnlySpan<byte> LineOf(ref RecordSlot slot) => ArenaOf(ref slot).AsSpan(slot.TextStart, slot.TextLength + 1);

    void PutText(ref RecordSlot slot, RecordBatch from, ref RecordSlot source)
    {
        if (source.State.IsBodyEdited)
        {
            PutAside(ref slot, from.RawOf(ref source));
        }

        var body = from.BodyOf(ref source);
        var envelope = from.EnvelopeOf(ref source);
        var most = envelope.Length + body.Length + TextOverhead(in source.State);
        Reserve(most);
        var text = _arena.AsSpan(_used, most);
        var length = RecordJson.WriteText(source.State.Nest, body, envelope, text, out var bodyStart);
        text[length] = (byte)'\n';
        slot.TextStart = _used;
        slot.TextLength = length;

        // Asked of what was copied: to read again what was just written makes the processor wait.
        slot.IsLine = IsLine(body) && IsLine(envelope);
        slot.State.EnvelopeStart = _used;
        if (source.State.IsBodyEdited)
        {
            slot.State.BodyStart = _used + bodyStart;
        }
        else
        {
            slot.RawStart = _used + bodyStart;
        }

        _used += length + 1;
    }

    // A line end, and what stands around a body that is nested.
    static int TextOverhead(in RecordState state) => 1 + (state.Nest is { } nest ? nest.Member.Length + RecordJson.NestOverhead : 0);

    // Between the texts it would keep them apart.
    void PutAside(ref RecordSlot slot, ReadOnlySpan<byte> raw)
    {
        if (_aside.Length - _asideUsed < raw.Length)
        {
            _aside = BatchMemory.RentArena(Math.Max(raw.Length, Math.Clamp(_aside.Length * 2, FirstAsideBytes, MaxAsideBytes)));
            _asideUsed = 0;
            (_outgrown ??= []).Add(_aside);
        }

        raw.CopyTo(_aside.AsSpan(_asideUsed));
        slot.Lent = _aside;
        slot.RawStart = _asideUsed;
        _asideUsed += raw.Length;
    }

    void PutParts(ref RecordSlot slot, RecordBatch from, ref RecordSlot source)
    {
        slot.RawStart = Put(from.RawOf(ref source));
        slot.State.BodyStart = source.State.IsBodyEdited ? Put(from.BodyOf(ref source)) : 0;
        slot.State.EnvelopeStart = Put(from.EnvelopeOf(ref source));
    }

    ref RecordSlot SlotAt(int position) => ref _slots[_selected is null ? position : _selected[position]];

    static bool IsLine(ReadOnlySpan<byte> text) => !MayHaveControls(text) || !text.ContainsAny((byte)'\n', (byte)'\r');

    // Nearly no record has a control character, and that of a text is told soonest by its least byte. A short text is not worth it.
    static bool MayHaveControls(ReadOnlySpan<byte> text)
    {
        var last = text.Length - Vector256<byte>.Count;
        if (last < 0)
        {
            return true;
        }

        ref var first = ref MemoryMarshal.GetReference(text);
        var least = Vector256.LoadUnsafe(ref first, (nuint)last);
        for (var at = 0; at < last; at += Vector256<byte>.Count)
        {
            least = Vector256.Min(least, Vector256.LoadUnsafe(ref first, (nuint)at));
        }

        return Vector256.LessThanOrEqualAny(least, Vector256.Create((byte)0x1F));
    }
}
