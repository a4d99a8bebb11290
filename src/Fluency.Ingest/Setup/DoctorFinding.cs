using System.Text.Json;

namespace Fluency.Ingest.Setup;

/// <summary>What one check found.</summary>
/// <param name="Subject">The source or sink, by its name.</param>
/// <param name="Check">The check, a stable word for programs.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Sentence">The same for people, in one sentence.</param>
sealed record DoctorFinding(string Subject, string Check, DoctorResult Result, string Sentence)
{
    /// <summary>The right that is missing, or null.</summary>
    public PolicyStatement? Statement { get; init; }

    /// <summary>The setting to change, or null: a key of the configuration, or an attribute of the queue.</summary>
    public string? Setting { get; init; }

    /// <summary>Writes one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("subject"u8, Subject);
        writer.WriteString("check"u8, Check);
        writer.WriteString("result"u8, DoctorWords.Of(Result));
        writer.WriteString("message"u8, Sentence);
        writer.WriteString("action"u8, Statement?.Action ?? Setting);
        writer.WritePropertyName("statement"u8);
        if (Statement is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Statement.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
