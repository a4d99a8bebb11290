using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;

namespace Fluency.Ingest.Tests.CloudTrail;

/// <summary>Checks an output against the table: which members there may be, of which types, and the record untouched but for its wrapped fields.</summary>
static class TableOfTypes
{
    static readonly string[] Wrapped = ["requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"];

    static readonly string[] Envelope = ["@timestamp", "@timestampSource", "@type", "@parser", "@parserVersion", "@event_type", "@eventType", "@source", "@id", "@tags", "@fields", "@cloudtrail"];

    static readonly string[] Tags = ["CloudTrail", "Insight", "Aggregated", "NetworkActivity", "Data", "Error", "Root", "ConsoleLogin"];

    static readonly string[] Texts =
    [
        "accountId", "region", "service", "action", "outcome", "errorCode", "userType", "userName", "userArn", "accessKeyId", "sourceIp", "sourceService", "userAgent",
    ];

    public static void Check(string input, string output)
    {
        using var parsed = JsonDocument.Parse(output, new JsonDocumentOptions { AllowDuplicateProperties = true });
        var members = parsed.RootElement.EnumerateObject().ToList();
        members.Select(member => member.Name).Should().OnlyHaveUniqueItems().And.BeSubsetOf(Envelope).And.EndWith("@cloudtrail");
        parsed.RootElement.GetProperty("@timestamp").TryGetInt64(out _).Should().BeTrue();
        CheckTags(parsed.RootElement.GetProperty("@tags"));
        CheckFields(parsed.RootElement.GetProperty("@fields"));
        parsed.RootElement.GetProperty("@cloudtrail").GetRawText().Should().Be(WithWrapped(input));
    }

    static void CheckTags(JsonElement tags)
    {
        var texts = tags.EnumerateArray().Select(tag => tag.GetString()!).ToList();
        texts.Should().Equal(Tags.Where(texts.Contains)).And.Contain("CloudTrail");
    }

    static void CheckFields(JsonElement fields)
    {
        fields.EnumerateObject().Select(field => field.Name).Should().OnlyHaveUniqueItems();
        foreach (var field in fields.EnumerateObject())
        {
            var isRight = field.Name switch
            {
                "mfa" or "readOnly" => field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "resources" => field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() > 0 && field.Value.EnumerateArray().All(IsText),
                _ => Texts.Contains(field.Name) && IsText(field.Value),
            };
            isRight.Should().BeTrue($"{field.Name} is {field.Value.GetRawText()}");
        }
    }

    static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0;

    static string WithWrapped(string input)
    {
        using var record = JsonDocument.Parse(input);
        foreach (var name in Wrapped)
        {
            if (record.RootElement.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object))
            {
                var member = Regex.Match(input, $"\"{name}\"\\s*:\\s*(?={Regex.Escape(value.GetRawText())})");
                member.Success.Should().BeTrue();
                var start = member.Index + member.Length;
                input = $"{input[..start]}{{\"value\":{value.GetRawText()}}}{input[(start + value.GetRawText().Length)..]}";
            }
        }

        return input;
    }
}
