namespace Fluency.Ingest.Records;

/// <summary>How much of the JSON of records is checked before they are handed on.</summary>
public enum RecordValidation
{
    /// <summary>Every byte: that it is UTF-8 (RFC 3629), and JSON by the grammar of RFC 8259.</summary>
    Full,

    /// <summary>Strings and brackets: enough to find where each record ends, which is faster.</summary>
    /// <remarks>
    /// <para>Proven, wherever reads happen to end: each string of a record is closed, each bracket is closed by one of its kind, there is no backslash outside of strings, and
    /// <see cref="RecordOptions.MaxRecordBytes"/> and <see cref="RecordOptions.MaxDepth"/> are kept. Around the records of an array (that named <c>Records</c>, or one that is the root),
    /// between them and in those that are no array or object, the grammar of JSON is checked: commas, other fields, the root closed, nothing behind it. Records that are
    /// roots themselves (JSON lines) are checked against the whole grammar. All of gzip's checksums are compared, as always.</para>
    /// <para>Not proven: that the text is UTF-8; and of what is between the brackets and strings of a record in an array, that it is JSON. Such a record may hold <c>{"a":1 2,,}</c>, and goes to
    /// sinks as AWS wrote it. A processor that looks into it and meets with what is no JSON fails with a <see cref="System.Text.Json.JsonException"/>, which is an
    /// <see cref="ProcessorResult.Error"/> of that record: it is delivered as it came. Where an envelope would stand before its fields, it is put whole under <c>@record</c>.</para>
    /// </remarks>
    Structure,
}
