namespace Fluency.Ingest.Records;

/// <summary>Between which two bytes of the grammar of JSON (RFC 8259) a <see cref="RecordScanner"/> stands.</summary>
enum ScanState : byte
{
    // Outside of the root.
    Start,
    ByteOrderMark,
    AfterRoot,
    Failed,

    // Between tokens.
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    AfterValue,

    // In a token.
    String,
    Escape,
    UnicodeEscape,
    Literal,

    // In a record of which the structure alone is checked: outside of strings, in one, and behind a backslash in one.
    Inside,
    InsideString,
    InsideEscape,

    // In a number, up to the last state of all.
    NumberSign,
    NumberZero,
    NumberInteger,
    NumberPoint,
    NumberFraction,
    NumberExponent,
    NumberExponentSign,
    NumberExponentDigits,
}
