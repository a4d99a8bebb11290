using System.Buffers;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Writes <c>@fields</c>: members that each always have the same JSON type, and are left out where there is no value of it.</summary>
ref struct FieldsWriter : IDisposable
{
    // Above all names, quotes and fixed values that are ever written: about 330 bytes.
    const int FixedBytes = 512;

    readonly byte[] _rented;
    readonly Span<byte> _scratch;
    int _used;

    /// <summary>Takes room for the values of a body: each is written once at most, so they are never longer than it.</summary>
    public FieldsWriter(int bodyLength)
    {
        _rented = ArrayPool<byte>.Shared.Rent(FixedBytes + (2 * bodyLength));
        _scratch = _rented.AsSpan(FixedBytes + bodyLength);
    }

    /// <summary>The object so far, without its end.</summary>
    readonly ReadOnlySpan<byte> Written => _rented.AsSpan(0, _used);

    /// <summary>Ends the object.</summary>
    public ReadOnlySpan<byte> End()
    {
        Put(_used == 0 ? "{}"u8 : "}"u8);
        return Written;
    }

    /// <summary>Writes a text as it stands in the record.</summary>
    /// <returns>Whether it is a text with something in it.</returns>
    public bool Text(scoped ReadOnlySpan<byte> name, scoped RecordValue value)
    {
        if (!TryRead(value, out _))
        {
            return false;
        }

        Name(name);
        Put(value.Json);
        return true;
    }

    /// <summary>Writes a text that needs no escapes.</summary>
    public void PlainText(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        Name(name);
        Put("\""u8);
        Put(text);
        Put("\""u8);
    }

    public void Boolean(scoped ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Put(value ? "true"u8 : "false"u8);
    }

    /// <summary>Adds a text to an array, which begins with the first one.</summary>
    public void Element(scoped ReadOnlySpan<byte> arrayName, scoped RecordValue value, ref int count)
    {
        if (!TryRead(value, out _))
        {
            return;
        }

        if (count++ == 0)
        {
            Name(arrayName);
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
    public readonly bool TryRead(RecordValue value, out ReadOnlySpan<byte> text)
    {
        text = default;
        return value.Kind == JsonTokenType.String && value.TryGetText(_scratch, out text) && !text.IsEmpty;
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    void Name(scoped ReadOnlySpan<byte> name)
    {
        Put(_used == 0 ? "{\""u8 : ",\""u8);
        Put(name);
        Put("\":"u8);
    }

    void Put(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_rented.AsSpan(_used));
        _used += bytes.Length;
    }
}
