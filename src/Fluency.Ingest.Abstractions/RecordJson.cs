using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Fluency.Ingest;

/// <summary>JSON text of envelopes and whole records.</summary>
static class RecordJson
{
    // Depth is bounded where records are read; here a second, lower limit would only break edits of what was let in.
    static readonly JsonReaderState AnyDepth = new(new JsonReaderOptions { MaxDepth = int.MaxValue });

    static readonly SearchValues<byte> NeedsEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Bytes of a field in an envelope beside its escaped name and its value: <c>,"":</c>.</summary>
    public const int FieldOverhead = 4;

    // A body that is no object, or no valid JSON, has no fields that the envelope could stand before; it is kept whole under this name.
    static readonly NestName NestOfOtherValues = new("@record");

    public static bool NeedsEscaping(ReadOnlySpan<byte> utf8Text) => utf8Text.ContainsAny(NeedsEscape);

    /// <summary>Throws a <see cref="JsonException"/> unless <paramref name="json"/> is exactly one value in valid UTF-8.</summary>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("The value is not valid UTF-8.");
        }

        var reader = new Utf8JsonReader(json, isFinalBlock: true, AnyDepth);
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

    /// <summary>Bytes around a body that is nested behind an envelope, beside its name: a bracket, and either a comma or the other one of an envelope that is empty.</summary>
    public const int NestOverhead = 2;

    /// <summary>Whether the output is the body as it is, or nested behind the whole of the envelope: no member has to be looked at.</summary>
    public static bool IsText(in RecordState state) => state.Nest is { } nest ? !state.MayHave(nest.Utf8Text) : state.EnvelopeLength == 0;

    /// <summary>Writes a record of which <see cref="IsText"/> is true; returns its length.</summary>
    public static int WriteText(NestName? nest, ReadOnlySpan<byte> body, ReadOnlySpan<byte> envelope, Span<byte> destination, out int bodyStart)
    {
        if (nest is not null)
        {
            return WriteNested(nest, body, envelope, [], destination, out bodyStart);
        }

        bodyStart = 0;
        body.CopyTo(destination);
        return body.Length;
    }

    public static void Write(ReadOnlySpan<byte> body, ReadOnlySpan<byte> envelope, in RecordState state, IBufferWriter<byte> writer)
    {
        var nest = state.Nest;
        if (nest is null && envelope.IsEmpty)
        {
            writer.Write(body);
            return;
        }

        if (nest is null && body[0] == (byte)'{' && TryWriteMembers(body, envelope, in state, writer))
        {
            return;
        }

        nest ??= NestOfOtherValues;
        if (state.MayHave(nest.Utf8Text) && TryFind(envelope, nest.Utf8Text, out var value) && envelope.Overlaps(value.Json, out var valueStart))
        {
            // Of two members of one name it is the envelope's that is left out: the record is what must not be lost.
            var start = valueStart - EscapedLength(nest.Utf8Text) - FieldOverhead;
            WriteNested(nest, body, envelope[..start], envelope[(valueStart + value.Json.Length)..], writer);
        }
        else
        {
            WriteNested(nest, body, envelope, [], writer);
        }
    }

    /// <summary>Writes the members of an envelope, in two parts, and the body as the last one.</summary>
    static void WriteNested(NestName nest, ReadOnlySpan<byte> body, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, IBufferWriter<byte> writer)
    {
        // In one piece: asking the writer for each part costs more than copying it.
        var destination = writer.GetSpan(before.Length + after.Length + nest.Member.Length + body.Length + NestOverhead);
        writer.Advance(WriteNested(nest, body, before, after, destination, out _));
    }

    static int WriteNested(NestName nest, ReadOnlySpan<byte> body, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, Span<byte> destination, out int bodyStart)
    {
        // Each member of an envelope has a comma before it, of which the first makes room for the bracket.
        var length = Math.Max(1, before.Length + after.Length);
        before.CopyTo(destination);
        after.CopyTo(destination[before.Length..]);
        destination[0] = (byte)'{';
        if (before.Length + after.Length > 0)
        {
            destination[length++] = (byte)',';
        }

        nest.Member.CopyTo(destination[length..]);
        length += nest.Member.Length;
        bodyStart = length;
        body.CopyTo(destination[length..]);
        length += body.Length;
        destination[length++] = (byte)'}';
        return length;
    }

    /// <summary>Writes the body's own members behind the envelope's; nothing where the body is no valid JSON, as one may be of which the structure alone was checked.</summary>
    static bool TryWriteMembers(ReadOnlySpan<byte> body, ReadOnlySpan<byte> envelope, in RecordState state, IBufferWriter<byte> writer)
    {
        // Before each member stands a byte in the body, too.
        var destination = writer.GetSpan(envelope.Length + body.Length + 1);
        try
        {
            destination[0] = (byte)'{';
            envelope[1..].CopyTo(destination[1..]);
            var length = envelope.Length;
            length += WriteMembers(body, envelope, in state, destination[length..]);
            destination[length] = (byte)'}';
            writer.Advance(length + 1);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A member whose name the envelope has is left out: the envelope overrides it, and no name stands twice.
    static int WriteMembers(ReadOnlySpan<byte> body, ReadOnlySpan<byte> envelope, in RecordState state, Span<byte> destination)
    {
        var length = 0;
        var reader = new Utf8JsonReader(body, isFinalBlock: true, AnyDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isOverridden = IsOverridden(envelope, in state, ref reader);
            reader.Read();
            reader.Skip();
            if (!isOverridden)
            {
                destination[length++] = (byte)',';
                var member = body[start..(int)reader.BytesConsumed];
                member.CopyTo(destination[length..]);
                length += member.Length;
            }
        }

        return length;
    }

    static bool IsOverridden(ReadOnlySpan<byte> envelope, in RecordState state, ref Utf8JsonReader name)
    {
        if (!name.ValueIsEscaped)
        {
            return state.MayHave(name.ValueSpan) && TryFind(envelope, name.ValueSpan, out _);
        }

        var rented = ArrayPool<byte>.Shared.Rent(name.ValueSpan.Length);
        try
        {
            var unescaped = rented.AsSpan(0, name.CopyString(rented));
            return state.MayHave(unescaped) && TryFind(envelope, unescaped, out _);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: a name that no envelope can have.
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Finds the member of an envelope (<c>,"name":value</c> ...) that has a name.</summary>
    /// <remarks>Steps over values without a look at their texts: those that come from a record of which the structure alone was checked may be none that a reader takes.</remarks>
    public static bool TryFind(ReadOnlySpan<byte> envelope, ReadOnlySpan<byte> name, out RecordValue value)
    {
        value = default;
        for (var at = 0; at < envelope.Length;)
        {
            // Behind the comma stands the opening quote, and behind the closing one the colon.
            var nameStart = at + 1;
            var nameEnd = JsonText.StringEnd(envelope, nameStart + 1, out var isNameEscaped);
            var member = new RecordValue(envelope[nameStart..(nameEnd + 1)], JsonTokenType.String, isPlain: !isNameEscaped);
            var start = nameEnd + 2;
            at = JsonText.ValueEnd(envelope, start, out var isEscaped);
            if (member.TextEquals(name))
            {
                var kind = JsonText.KindOf(envelope[start]);
                value = new RecordValue(envelope[start..at], kind, isPlain: kind == JsonTokenType.String && !isEscaped);
                return true;
            }
        }

        return false;
    }
}
