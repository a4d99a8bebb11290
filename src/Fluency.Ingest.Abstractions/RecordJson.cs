using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Fluency.Ingest;

/// <summary>JSON text of envelopes and whole records.</summary>
static class RecordJson
{
    static readonly SearchValues<byte> NeedsEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    // A body that is no object has no fields that the envelope could stand before; it is kept whole under this name.
    static readonly NestName NestOfOtherValues = new("@record");

    public static bool NeedsEscaping(ReadOnlySpan<byte> utf8Text) => utf8Text.ContainsAny(NeedsEscape);

    /// <summary>Throws a <see cref="JsonException"/> unless <paramref name="json"/> is exactly one value in valid UTF-8.</summary>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("The value is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(json);
        if (!reader.Read())
        {
            throw new JsonException("The value is empty.");
        }

        reader.Skip();
        if (reader.Read())
        {
            throw new JsonException("There is more than one value.");
        }
    }

    public static int EscapedLength(ReadOnlySpan<byte> utf8Text)
    {
        var length = utf8Text.Length;
        foreach (var b in utf8Text)
        {
            length += b is (byte)'"' or (byte)'\\' ? 1 : b < 0x20 ? 5 : 0;
        }

        return length;
    }

    public static int Escape(ReadOnlySpan<byte> utf8Text, Span<byte> destination)
    {
        var at = 0;
        foreach (var b in utf8Text)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                destination[at++] = (byte)'\\';
                destination[at++] = b;
            }
            else if (b < 0x20)
            {
                "\\u00"u8.CopyTo(destination[at..]);
                destination[at + 4] = (byte)('0' + (b >> 4));
                destination[at + 5] = "0123456789abcdef"u8[b & 15];
                at += 6;
            }
            else
            {
                destination[at++] = b;
            }
        }

        return at;
    }

    public static void Write(Record record, ReadOnlySpan<byte> envelope, NestName? nest, IBufferWriter<byte> writer)
    {
        var body = record.Body;
        if (nest is null && envelope.IsEmpty)
        {
            writer.Write(body);
            return;
        }

        if (nest is null && body[0] != (byte)'{')
        {
            nest = NestOfOtherValues;
        }

        writer.Write("{"u8);
        if (!envelope.IsEmpty)
        {
            writer.Write(envelope[1..]);
        }

        if (nest is not null)
        {
            writer.Write(envelope.IsEmpty ? ""u8 : ","u8);
            writer.Write(nest.Member);
            writer.Write(body);
        }
        else
        {
            WriteMembers(body, envelope, writer);
        }

        writer.Write("}"u8);
    }

    // The body's own members behind the envelope's. A member whose name the envelope has is left out: the envelope overrides it, and no name stands twice.
    static void WriteMembers(ReadOnlySpan<byte> body, ReadOnlySpan<byte> envelope, IBufferWriter<byte> writer)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue }));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isOverridden = TryFind(envelope, ref reader, out _);
            reader.Read();
            reader.Skip();
            if (!isOverridden)
            {
                writer.Write(","u8);
                writer.Write(body[start..(int)reader.BytesConsumed]);
            }
        }
    }

    /// <summary>Finds the member of an envelope that has the name the reader stands on.</summary>
    static bool TryFind(ReadOnlySpan<byte> envelope, ref Utf8JsonReader name, out RecordValue value)
    {
        if (!name.ValueIsEscaped)
        {
            return TryFind(envelope, name.ValueSpan, out value);
        }

        var rented = ArrayPool<byte>.Shared.Rent(name.ValueSpan.Length);
        try
        {
            return TryFind(envelope, rented.AsSpan(0, name.CopyString(rented)), out value);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: a name that no envelope can have.
            value = default;
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Finds the member of an envelope (<c>,"name":value</c> ...) that has a name.</summary>
    public static bool TryFind(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> name, out RecordValue value)
    {
        value = default;
        var at = 0;
        while (at < envelope.Length)
        {
            at++;
            var member = new Utf8JsonReader(envelope[at..], isFinalBlock: true, default);
            member.Read();
            var isMatch = member.ValueTextEquals(name);
            at += (int)member.BytesConsumed + 1;
            var reader = new Utf8JsonReader(envelope[at..], isFinalBlock: true, default);
            reader.Read();
            var kind = reader.TokenType;
            reader.Skip();
            if (isMatch)
            {
                value = new RecordValue(envelope.Slice(at, (int)reader.BytesConsumed), kind);
                return true;
            }

            at += (int)reader.BytesConsumed;
        }

        return false;
    }

}
