using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>Where a field was found in a record's body. Valid until the body is edited or the record's time is over.</summary>
public readonly record struct RecordField
{
    internal RecordField(int start, int length, JsonTokenType kind, bool isPlain)
    {
        Start = start;
        Length = length;
        Kind = kind;
        IsPlain = isPlain;
    }

    /// <summary>The kind of its value: <see cref="JsonTokenType.None"/> if the field is absent, else a start of an object or array, a string, number, boolean or null.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>Whether the record has the field, also if its value is null.</summary>
    public bool Exists => Kind != JsonTokenType.None;

    internal int Start { get; }

    internal int Length { get; }

    /// <summary>Whether it is a string that has no escapes.</summary>
    internal bool IsPlain { get; }

    /// <summary>The value, in the body that the field was found in.</summary>
    internal RecordValue ValueIn(ReadOnlySpan<byte> body) => new(body.Slice(Start, Length), Kind, IsPlain);
}
