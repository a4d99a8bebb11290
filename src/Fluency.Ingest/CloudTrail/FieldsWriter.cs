using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Writes <c>@fields</c>: members that each always have the same JSON type, and are left out where there is no value of it.</summary>
/// <param name="fields">The record's fields.</param>
/// <param name="destination">Takes the object.</param>
ref struct FieldsWriter(scoped in CloudTrailFields fields, Span<byte> destination) : IDisposable
{
    // Two quotes.
    const int EmptyLength = 2;

    readonly CloudTrailFields _fields = fields;
    readonly Span<byte> _destination = destination;
    byte[]? _scratch;
    int _used;

    /// <summary>Ends the object; returns its length.</summary>
    public int End()
    {
        Put(_used == 0 ? ",}"u8 : "}"u8);
        _destination[0] = (byte)'{';
        return _used;
    }

    /// <summary>Writes a text as it stands in the record.</summary>
    /// <param name="member">What stands before it: <c>,"name":</c>.</param>
    /// <param name="field">Where the text is.</param>
    /// <returns>Whether it is a text with something in it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Text(scoped ReadOnlySpan<byte> member, CloudTrailField field)
    {
        ref readonly var place = ref _fields.PlaceOf(field);
        if (!place.IsPlain)
        {
            return place.Kind == JsonTokenType.String && Text(member, _fields[field]);
        }

        if (place.Length <= EmptyLength)
        {
            return false;
        }

        Put(member);
        Put(_fields.JsonOf(in place));
        return true;
    }

    /// <summary>Writes a text as it stands in the record.</summary>
    /// <param name="member">What stands before it: <c>,"name":</c>.</param>
    /// <param name="value">The text.</param>
    /// <returns>Whether it is a text with something in it.</returns>
    public bool Text(scoped ReadOnlySpan<byte> member, RecordValue value)
    {
        if (!IsText(value))
        {
            return false;
        }

        Put(member);
        Put(value.Json);
        return true;
    }

    /// <summary>Writes a text that needs no escapes.</summary>
    public void PlainText(scoped ReadOnlySpan<byte> member, scoped ReadOnlySpan<byte> text)
    {
        Put(member);
        Put("\""u8);
        Put(text);
        Put("\""u8);
    }

    public void Boolean(scoped ReadOnlySpan<byte> member, bool value)
    {
        Put(member);
        Put(value ? "true"u8 : "false"u8);
    }

    /// <summary>Adds a text to an array, which begins with the first one.</summary>
    public void Element(scoped ReadOnlySpan<byte> member, RecordValue value, ref int count)
    {
        if (!IsText(value))
        {
            return;
        }

        if (count++ == 0)
        {
            Put(member);
            Put("["u8);
        }
        else
        {
            Put(","u8);
        }

        Put(value.Json);
    }

    public void EndArray(int count)
    {
        if (count > 0)
        {
            Put("]"u8);
        }
    }

    /// <summary>Reads a text. One that is empty says nothing, and one with half a surrogate pair could be read by nobody.</summary>
    public bool TryRead(RecordValue value, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        if (value.HasEscapes && (_scratch is null || _scratch.Length < value.Json.Length))
        {
            Dispose();
            _scratch = ArrayPool<byte>.Shared.Rent(value.Json.Length);
        }

        return value.TryGetText(_scratch, out text) && !text.IsEmpty;
    }

    public void Dispose()
    {
        if (_scratch is not null)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = null;
        }
    }

    // As TryRead, which has to be asked only where there may be an escape.
    bool IsText(RecordValue value) =>
        value.Kind == JsonTokenType.String && value.Json.Length > EmptyLength && (!value.HasEscapes || TryRead(value, out _));

    // Inlined, so that a text that is known when this is compiled is copied by a move or two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[_used..]);
        _used += bytes.Length;
    }
}
