using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest;

/// <summary>A handle to one record of a <see cref="RecordBatch"/>: one element of <c>Records</c>, UTF-8 JSON as its writer wrote it, and the edits over it.</summary>
/// <remarks>
/// <para>The handle is two words and is passed by value. It is good for as long as the batch lends its records: until the call that got it returns.
/// Use after that throws <see cref="InvalidOperationException"/>; debug builds also overwrite the memory.</para>
/// <para>Edits never touch the original bytes. They are an envelope (fields that stand before the record's own, or around it after <see cref="Nest"/>) and
/// a body, which is the original with parts replaced. The pipe undoes them when a processor aborts or fails.</para>
/// </remarks>
public readonly struct Record : IEquatable<Record>
{
    readonly RecordBatch _batch;

    // The slot, and the generation of the batch above it: as one word, since two that are written apart and read as one make the processor wait for all that it has still to write.
    readonly ulong _place;

    internal Record(RecordBatch batch, int slot, int generation)
    {
        _batch = batch;
        _place = ((ulong)(uint)generation << 32) | (uint)slot;
    }

    /// <summary>The id, the same however often the record arrives.</summary>
    public RecordId Id => new(Slot.ObjectId, Slot.Index);

    /// <summary>The position in the object, from 0.</summary>
    public uint Index => Slot.Index;

    /// <summary>The object it stands in, with the ETag and time of the response that it was read from.</summary>
    public ObjectReference Object => Slot.Object;

    /// <summary>The record as its writer wrote it, without its envelope and what processors replaced: what a sink writes is <see cref="WriteTo"/> or <see cref="WriteLineTo"/>.</summary>
    public ReadOnlySpan<byte> Raw => Batch.RawOf(ref Slot);

    /// <summary>The record with what processors replaced; <see cref="Raw"/> if nothing was.</summary>
    public ReadOnlySpan<byte> Body => Batch.BodyOf(ref Slot);

    /// <summary>What went wrong in a processor that answered <see cref="ProcessorResult.Error"/>, or <see langword="null"/>.</summary>
    public string? Error => Slot.State.Error;

    /// <summary>The name under which the body stands in the output, or <see langword="null"/> if it is not nested.</summary>
    public string? NestedAs => Slot.State.Nest?.Text;

    /// <summary>Whether the output differs from <see cref="Body"/>: whether there is an envelope.</summary>
    public bool HasEnvelope => Slot.State.Nest is not null || Slot.State.EnvelopeLength > 0;

    internal int SlotIndex => (int)(uint)_place;

    internal RecordBatch Batch
    {
        get
        {
            if (_batch is null || _batch.Generation != (int)(_place >> 32))
            {
                ThrowOver();
            }

            return _batch;
        }
    }

    ref RecordSlot Slot => ref Batch.Slot(SlotIndex);

    /// <summary>Finds a field of the <see cref="Body"/>.</summary>
    /// <param name="path">The path, compiled once.</param>
    /// <param name="value">The value, if the record has the field.</param>
    /// <returns>Whether it has.</returns>
    public bool TryGet(RecordPath path, out RecordValue value)
    {
        ArgumentNullException.ThrowIfNull(path);
        RecordField field = default;
        path.Paths.Find(Body, new Span<RecordField>(ref field));
        value = ValueOf(field);
        return field.Exists;
    }

    /// <summary>Finds several fields of the <see cref="Body"/> in one pass.</summary>
    /// <param name="paths">The paths, compiled once.</param>
    /// <param name="fields">Takes what was found, in the order of the paths; absent fields are set to absent.</param>
    /// <exception cref="ArgumentException"><paramref name="fields"/> is too short.</exception>
    public void Find(RecordPaths paths, Span<RecordField> fields)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfLessThan(fields.Length, paths.Count, nameof(fields));
        paths.Find(Body, fields);
    }

    /// <summary>The value of a field that <see cref="Find"/> found.</summary>
    /// <param name="field">The field.</param>
    /// <returns>Its value; empty if the field is absent.</returns>
    public RecordValue ValueOf(RecordField field) => field.ValueIn(Body);

    /// <summary>Finds a field of the envelope.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="value">The value, if the envelope has the field.</param>
    /// <returns>Whether it has.</returns>
    public bool TryGetEnvelope(ReadOnlySpan<byte> name, out RecordValue value) => Batch.TryGetEnvelope(ref Slot, name, out value);

    /// <summary>Sets a text in the envelope. A field of that name is replaced.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="value">The text.</param>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<char> value) => Batch.SetText(ref Slot, name, value);

    /// <summary>Sets a text in the envelope. A field of that name is replaced.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="utf8Text">The text, UTF-8, without JSON escapes.</param>
    public void SetText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8Text) => Batch.SetText(ref Slot, name, utf8Text);

    /// <summary>Sets a number in the envelope. A field of that name is replaced.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="value">The number.</param>
    public void Set(ReadOnlySpan<byte> name, long value) => Batch.SetNumber(ref Slot, name, value);

    /// <summary>Sets a boolean in the envelope. A field of that name is replaced.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="value">The value.</param>
    public void Set(ReadOnlySpan<byte> name, bool value) => Batch.SetJson(ref Slot, name, value ? "true"u8 : "false"u8);

    /// <summary>Sets a field of the envelope from JSON. A field of that name is replaced.</summary>
    /// <param name="name">The field's name, UTF-8.</param>
    /// <param name="json">One JSON value, UTF-8.</param>
    /// <exception cref="System.Text.Json.JsonException"><paramref name="json"/> is not one JSON value.</exception>
    public void SetJson(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        RecordJson.Check(json);

        // The envelope has no gaps: where one member ends, the next begins.
        Batch.SetJson(ref Slot, name, json.Trim(" \t\r\n"u8));
    }

    /// <summary>Sets a field of the envelope from JSON that needs no check, since the caller wrote it.</summary>
    internal void SetTrusted(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json) => Batch.SetJson(ref Slot, name, json);

    /// <summary>Whether the envelope may have a field whose bit (<see cref="RecordState.BitOf"/>) is among these.</summary>
    internal bool MayHaveAny(ulong names) => (Slot.State.EnvelopeNames & names) != 0;

    /// <summary>Room for members of the envelope that the caller writes himself; see <see cref="RecordBatch.BeginMembers"/>.</summary>
    internal Span<byte> BeginMembers(int atMost) => Batch.BeginMembers(ref Slot, atMost);

    /// <summary>Takes what was written into the room.</summary>
    internal void EndMembers(int length, ulong names) => Batch.EndMembers(ref Slot, length, names);

    /// <summary>Puts the body under a name, after the envelope: <c>{"@id":"...","@cloudtrail":{the record}}</c>.</summary>
    /// <param name="name">The name. A field of the envelope that has it, too, is left out of the output.</param>
    public void Nest(NestName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ref var slot = ref Slot;
        Batch.BeginEdit(ref slot);
        slot.State.Nest = name;
    }

    /// <summary>Replaces the value of a field of the body; the original stays in <see cref="Raw"/>.</summary>
    /// <param name="path">The field.</param>
    /// <param name="json">One JSON value, UTF-8.</param>
    /// <returns>Whether the record has the field; nothing happens if not.</returns>
    /// <exception cref="System.Text.Json.JsonException"><paramref name="json"/> is not one JSON value.</exception>
    public bool Replace(RecordPath path, ReadOnlySpan<byte> json)
    {
        ArgumentNullException.ThrowIfNull(path);
        RecordJson.Check(json);
        RecordField field = default;
        path.Paths.Find(Body, new Span<RecordField>(ref field));
        if (field.Exists)
        {
            Batch.ReplaceBody(ref Slot, field.Start, field.Length, json);
        }

        return field.Exists;
    }

    /// <summary>Replaces a field that was just found by JSON that needs no check, since the caller wrote it.</summary>
    internal void ReplaceTrusted(RecordField field, ReadOnlySpan<byte> json) => Batch.ReplaceBody(ref Slot, field.Start, field.Length, json);

    /// <summary>Writes the record as one JSON value: the body, or the envelope and the body.</summary>
    /// <param name="writer">Takes the bytes; no line end is added, and white space between tokens stays as it is.</param>
    public void WriteTo(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ref var slot = ref Slot;
        if (slot.TextLength > 0)
        {
            writer.Write(Batch.LineOf(ref slot)[..slot.TextLength]);
            return;
        }

        RecordJson.Write(Batch.BodyOf(ref slot), Batch.EnvelopeOf(ref slot), in slot.State, writer);
    }

    /// <summary>Writes the record as one line of JSON lines: as <see cref="WriteTo"/> does, but where it contains line ends without the white space between its tokens, and with a line feed behind it.</summary>
    /// <param name="writer">Takes the bytes.</param>
    public void WriteLineTo(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ref var slot = ref Slot;
        if (slot.IsLine)
        {
            writer.Write(Batch.LineOf(ref slot));
        }
        else if (slot.TextLength > 0)
        {
            JsonLine.Write(Batch.LineOf(ref slot)[..slot.TextLength], writer);
        }
        else
        {
            // It has still to be put together, and whoever takes the bytes cannot be asked for them again.
            var text = Reused<PooledBuffer>.Rent();
            try
            {
                WriteTo(text);
                JsonLine.Write(text.Written.Span, writer);
            }
            finally
            {
                text.Dispose();
                Reused<PooledBuffer>.Return(text);
            }
        }
    }

    /// <summary>Throws an <see cref="InvalidOperationException"/> if the record's time is over: what its batch lends may be another's by now.</summary>
    internal void ThrowIfOver() => _ = Batch;

    /// <summary>The edits as they are, to be gone back to. Most records have none, and nothing is quicker to make than to copy.</summary>
    internal RecordState Mark()
    {
        ref var state = ref Slot.State;
        return state.IsEmpty ? default : state;
    }

    internal void RollBack(in RecordState mark)
    {
        ref var slot = ref Slot;
        slot.ForgetText();
        slot.State = mark;
    }

    /// <summary>Takes back all edits. Most records have none, which is quicker to see than to overwrite.</summary>
    internal void Undo()
    {
        ref var slot = ref Slot;
        if (!slot.State.IsEmpty)
        {
            slot.ForgetText();
            slot.State = default;
        }
    }

    /// <summary>Says what went wrong in a processor or router; see <see cref="Error"/>.</summary>
    internal void SetError(string reason) => Slot.State.Error = reason;

    /// <inheritdoc/>
    public bool Equals(Record other) => ReferenceEquals(_batch, other._batch) && _place == other._place;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Record other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_batch, _place);

    /// <summary>Whether both are the same handle.</summary>
    /// <param name="left">One handle.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator ==(Record left, Record right) => left.Equals(right);

    /// <summary>Whether they are different handles.</summary>
    /// <param name="left">One handle.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator !=(Record left, Record right) => !left.Equals(right);

    [DoesNotReturn]
    static void ThrowOver() => throw new InvalidOperationException(
        "The record's time is over: it is lent only for the call that it was given to. Copy what is to be kept (RecordBatch.Copy, or the bytes).");
}
