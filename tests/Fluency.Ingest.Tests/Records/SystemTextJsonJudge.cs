using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Fluency.Ingest.Tests.Records;

/// <summary>What the records of a text are, by System.Text.Json instead of our own scanner.</summary>
static class SystemTextJsonJudge
{
    static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 1000 };

    /// <summary>The records, or null if the text must be refused.</summary>
    public static List<string>? RecordsOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return [];
        }

        try
        {
            return Utf8.IsValid(text) ? Split(text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static List<string>? Split(ReadOnlySpan<byte> text)
    {
        var records = new List<string>();
        var reader = new Utf8JsonReader(text, Options);
        var lines = 0;
        var mayFollow = true;
        for (var end = 0; reader.Read(); end = (int)reader.BytesConsumed)
        {
            var start = (int)reader.TokenStartIndex;
            if (!mayFollow || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return null;
            }

            if (lines > 0 && (reader.TokenType != JsonTokenType.StartObject || text[end..start].IndexOfAny("\r\n"u8) < 0))
            {
                return null;
            }

            var isWrapper = ReadRoot(text, ref reader, records);
            mayFollow = !isWrapper;
            if (isWrapper && lines > 0)
            {
                return null;
            }

            if (!isWrapper)
            {
                records.Add(Encoding.UTF8.GetString(text[start..(int)reader.BytesConsumed]));
            }

            lines++;
        }

        return lines > 0 ? records : null;
    }

    /// <summary>Adds the elements of arrays of records; false if the root has none and is itself one.</summary>
    static bool ReadRoot(ReadOnlySpan<byte> text, ref Utf8JsonReader reader, List<string> records)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadElements(text, ref reader, records);
            return true;
        }

        var isWrapper = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = IsRecords(ref reader);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray)
            {
                isWrapper = true;
                ReadElements(text, ref reader, records);
            }
            else
            {
                reader.Skip();
            }
        }

        return isWrapper;
    }

    static void ReadElements(ReadOnlySpan<byte> text, ref Utf8JsonReader reader, List<string> records)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            records.Add(Encoding.UTF8.GetString(text[start..(int)reader.BytesConsumed]));
        }
    }

    static bool IsRecords(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueTextEquals("Records"u8);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return false;
        }
    }
}
