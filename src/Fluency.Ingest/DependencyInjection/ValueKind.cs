using System.Globalization;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>What a value of an option may look like, in words for people.</summary>
static class ValueKind
{
    public const string Time = "must be a time such as 00:05:00 (hh:mm:ss, or d.hh:mm:ss from a day on)";

    /// <summary>Whether a key of this type holds one value or a list of values, rather than options of its own.</summary>
    public static bool IsKnown(Type type) =>
        type == typeof(string) || type.IsValueType || typeof(IEnumerable<string>).IsAssignableFrom(type) || IsMap(type);

    /// <summary>Whether a key holds names and texts that the user chooses.</summary>
    public static bool IsMap(Type type) => type == typeof(IDictionary<string, string>);

    public static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable<string>).IsAssignableFrom(type);

    public static string Describe(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            _ when value == typeof(TimeSpan) => Time,
            _ when value == typeof(bool) => "must be true or false",
            _ when value == typeof(int) || value == typeof(long) => "must be a whole number",
            _ when value.IsEnum => $"must be one of {string.Join(", ", Enum.GetNames(value))}",
            _ when IsList(value) => "must be a list of texts",
            _ when IsMap(value) => "must be an object of names and texts",
            _ when value == typeof(string) => "must be a text",
            _ => $"must be a {value.Name}",
        };
    }

    /// <summary>Refuses what the binder would take for something else than the user means.</summary>
    public static bool IsMisleading(Type type, string text)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;

        // The binder takes any number for a name.
        return (value == typeof(TimeSpan) && IsOtherTime(text))
            || (value.IsEnum && !Enum.GetNames(value).Contains(text, StringComparer.OrdinalIgnoreCase));
    }

    // "30" is thirty days to the binder, "1:30" an hour and a half, and "24:00:00" twenty-four days, since no hour has that number.
    static bool IsOtherTime(string text) => text.Split(':') is [var hours, _, _]
        ? long.TryParse(hours, CultureInfo.InvariantCulture, out var first) && first is > 23 or < -23
        : text.Trim() is not ("" or "0");
}
