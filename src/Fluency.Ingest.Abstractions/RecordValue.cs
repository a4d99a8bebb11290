using System.Buffers.Text;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>A value in a record: JSON text as it stands there. Lent as the record is.</summary>
public readonly ref struct RecordValue
{
    internal RecordValue(ReadOnlySpan<byte> json, JsonTokenType kind, bool isPlain = false)
    {
        Json = json;
        Kind = kind;
        IsPlain = isPlain;
    }

    /// <summary>The value's JSON text, UTF-8, with the quotes and escapes of a string.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>A start of an object or array, a string, number, boolean or null; <see cref="JsonTokenType.None"/> if there is no value.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Whether it is known to be a string without escapes.</summary>
    internal bool IsPlain { get; }

    /// <summary>Whether there are escapes in it.</summary>
    internal bool HasEscapes => !IsPlain && Json.Contains((byte)'\\');

    /// <summary>Whether it is a string with exactly this text, after its escapes are undone.</summary>
    /// <param name="utf8Text">The text, UTF-8.</param>
    /// <returns>Whether it is.</returns>
    public bool TextEquals(ReadOnlySpan<byte> utf8Text)
    {
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        // Without escapes it is as long as the text, with them longer: one that has them and is written like the text (C:\temp, with a tab) is another.
        var inner = Json[1..^1];
        return IsPlain || inner.Length <= utf8Text.Length ? inner.SequenceEqual(utf8Text) && !HasEscapes : HasEscapes && EscapedTextEquals(utf8Text);
    }

    /// <summary>The text of a string, after its escapes are undone, without an allocation.</summary>
    /// <param name="buffer">Room for a text that has escapes: as long as <see cref="Json"/> is always enough.</param>
    /// <param name="utf8Text">The text, UTF-8.</param>
    /// <returns>Whether it is a string that fits and whose escapes form valid text.</returns>
    public bool TryGetText(Span<byte> buffer, out ReadOnlySpan<byte> utf8Text)
    {
        utf8Text = default;
        if (Kind != JsonTokenType.String)
        {
            return false;
        }

        if (!HasEscapes)
        {
            utf8Text = Json[1..^1];
            return true;
        }

        return TryUnescape(buffer, out utf8Text);
    }

    // Apart from what is mostly asked: a method with a reader in it begins by clearing the room of that.
    bool TryUnescape(Span<byte> buffer, out ReadOnlySpan<byte> utf8Text)
    {
        utf8Text = default;
        if (buffer.Length < Json.Length - 2)
        {
            return false;
        }

        try
        {
            utf8Text = buffer[..Reader().CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            // RFC 8259 §8.2: the grammar allows an escaped half of a surrogate pair, which no text can hold.
            return false;
        }
    }

    /// <summary>The text of a string, or <see langword="null"/> if it is none. Allocates.</summary>
    /// <returns>The text.</returns>
    public string? GetString()
    {
        if (Kind != JsonTokenType.String)
        {
            return null;
        }

        try
        {
            return Reader().GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The value of a number without fraction and exponent.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it is one and fits.</returns>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return Kind == JsonTokenType.Number && Utf8Parser.TryParse(Json, out value, out var consumed) && consumed == Json.Length;
    }

    bool EscapedTextEquals(ReadOnlySpan<byte> utf8Text)
    {
        try
        {
            return Reader().ValueTextEquals(utf8Text);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text equals it.
            return false;
        }
    }

    Utf8JsonReader Reader()
    {
        var reader = new Utf8JsonReader(Json);
        reader.Read();
        return reader;
    }
}
