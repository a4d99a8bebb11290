using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Fluency.Ingest;

// Edits of its records: fields of the envelope, and what stands in the body. Each is appended to the arena, so that what was there before can be rolled back to.
public sealed partial class RecordBatch
{
    internal bool TryGetEnvelope(ref RecordSlot slot, ReadOnlySpan<byte> name, out RecordValue value)
    {
        value = default;
        return slot.State.MayHave(name) && RecordJson.TryFind(EnvelopeOf(ref slot), name, out value);
    }

    internal void SetText(ref RecordSlot slot, ReadOnlySpan<byte> name, ReadOnlySpan<char> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        SetText(ref slot, name, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
    }

    internal void SetText(ref RecordSlot slot, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8Text)
    {
        if (!Utf8.IsValid(utf8Text))
        {
            throw new ArgumentException("The text is not valid UTF-8.", nameof(utf8Text));
        }

        var value = BeginField(ref slot, name, RecordJson.EscapedLength(utf8Text) + 2);
        value[0] = (byte)'"';
        RecordJson.Escape(utf8Text, value[1..]);
        value[^1] = (byte)'"';
    }

    internal void SetNumber(ref RecordSlot slot, ReadOnlySpan<byte> name, long number)
    {
        // 20: the sign and the 19 digits of the longest number.
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        SetJson(ref slot, name, digits[..length]);
    }

    internal void SetJson(ref RecordSlot slot, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json) => json.CopyTo(BeginField(ref slot, name, json.Length));

    /// <summary>Room for members of the envelope that the caller writes as they are to stand there, each as <c>,"name":value</c>; none of them may be there yet.</summary>
    internal Span<byte> BeginMembers(ref RecordSlot slot, int atMost)
    {
        BeginEdit(ref slot);
        MoveEnvelopeToEnd(ref slot, atMost);
        return _arena.AsSpan(_used, atMost);
    }

    internal void EndMembers(ref RecordSlot slot, int length, ulong names)
    {
        _used += length;
        slot.State.EnvelopeLength += length;
        slot.State.EnvelopeNames |= names;
    }

    internal void ReplaceBody(ref RecordSlot slot, int start, int length, ReadOnlySpan<byte> json)
    {
        BeginEdit(ref slot);
        var newLength = slot.State.BodyLengthOr(slot.RawLength) - length + json.Length;
        Reserve(newLength);
        var old = BodyOf(ref slot);
        var body = _arena.AsSpan(_used, newLength);
        old[..start].CopyTo(body);
        json.CopyTo(body[start..]);
        old[(start + length)..].CopyTo(body[(start + json.Length)..]);
        slot.State.IsBodyEdited = true;
        slot.State.BodyStart = _used;
        slot.State.BodyLength = newLength;
        _used += newLength;
    }

    internal void BeginEdit(ref RecordSlot slot)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The records of this batch are before a sink (or a copy) and can no longer be edited. Edit them in a processor.");
        }

        slot.ForgetText();
    }

    /// <summary>Appends <c>,"name":</c> and room for the value to the record's envelope.</summary>
    Span<byte> BeginField(ref RecordSlot slot, ReadOnlySpan<byte> name, int valueLength)
    {
        BeginEdit(ref slot);
        if (!Utf8.IsValid(name))
        {
            throw new ArgumentException("The name is not valid UTF-8.", nameof(name));
        }

        if (slot.State.MayHave(name) && RecordJson.TryFind(EnvelopeOf(ref slot), name, out _))
        {
            RemoveField(ref slot, name);
        }

        var needsEscaping = RecordJson.NeedsEscaping(name);
        var nameLength = needsEscaping ? RecordJson.EscapedLength(name) : name.Length;
        var fieldLength = nameLength + valueLength + RecordJson.FieldOverhead;
        MoveEnvelopeToEnd(ref slot, fieldLength);

        var field = _arena.AsSpan(_used, fieldLength);
        field[0] = (byte)',';
        field[1] = (byte)'"';
        if (needsEscaping)
        {
            RecordJson.Escape(name, field[2..]);
        }
        else
        {
            name.CopyTo(field[2..]);
        }

        field[nameLength + 2] = (byte)'"';
        field[nameLength + 3] = (byte)':';
        _used += fieldLength;
        slot.State.EnvelopeLength += fieldLength;
        slot.State.EnvelopeNames |= RecordState.BitOf(name);
        return field[(nameLength + RecordJson.FieldOverhead)..];
    }

    // An envelope grows in place while it is the last thing in the arena; else it is copied to the end first, since marks still point at the old one.
    void MoveEnvelopeToEnd(ref RecordSlot slot, int extra)
    {
        Reserve(slot.State.EnvelopeLength + extra);
        if (slot.State.EnvelopeStart + slot.State.EnvelopeLength != _used)
        {
            slot.State.EnvelopeStart = Put(EnvelopeOf(ref slot));
        }
    }

    void RemoveField(ref RecordSlot slot, ReadOnlySpan<byte> name)
    {
        Reserve(slot.State.EnvelopeLength);
        var old = EnvelopeOf(ref slot);
        RecordJson.TryFind(old, name, out var value);
        old.Overlaps(value.Json, out var valueStart);
        var nameLength = RecordJson.EscapedLength(name);
        var start = valueStart - nameLength - RecordJson.FieldOverhead;
        var newStart = _used;
        Put(old[..start]);
        Put(old[(valueStart + value.Json.Length)..]);
        slot.State.EnvelopeStart = newStart;
        slot.State.EnvelopeLength = _used - newStart;
    }
}
