using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>Looks into JSON whose members may be missing or of any type, without ever throwing for it.</summary>
static class NotificationJson
{
    /// <summary>The member of an object, or an undefined element if the value is no object or has none of that name.</summary>
    public static JsonElement Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

    /// <summary>Whether the value is an object that has a member of that name, whatever its value.</summary>
    public static bool Has(this JsonElement value, string name) => value.Member(name).ValueKind != JsonValueKind.Undefined;

    /// <summary>The text of a string that is not empty; else null.</summary>
    public static string? Text(this JsonElement value) => value.TryText(out var text) && text.Length > 0 ? text : null;

    /// <summary>The text of a string, which may be empty.</summary>
    public static bool TryText(this JsonElement value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = value.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            // RFC 8259 §8.2 allows an escaped half of a surrogate pair, and the parser lets invalid UTF-8 pass: neither is text.
            return false;
        }
    }

    /// <summary>A number of bytes; null if it is none.</summary>
    public static long? Bytes(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    /// <summary>The items of an array; none if it is something else.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
