using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fluency.Ingest.Setup;

/// <summary>A statement that grants one right, ready to be added to the policy of an identity.</summary>
/// <param name="Action">The action, such as <c>sqs:ReceiveMessage</c>.</param>
/// <param name="Resource">The ARN.</param>
sealed record PolicyStatement(string Action, string Resource)
{
    static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("Effect"u8, "Allow"u8);
        writer.WriteString("Action"u8, Action);
        writer.WriteString("Resource"u8, Resource);
        writer.WriteEndObject();
    }

    /// <summary>The statement as JSON of several lines.</summary>
    public override string ToString()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Readable))
        {
            WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }
}
