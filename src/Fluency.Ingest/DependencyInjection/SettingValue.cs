using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Shows the value of a setting in a message, but never a secret.</summary>
static class SettingValue
{
    static readonly string[] SecretWords = ["Secret", "Token", "Password", "Key", "Credential", "ConnectionString", "Headers"];

    public static string Show(IConfigurationSection setting) => setting switch
    {
        _ when IsSecret(setting.Key) => "(not shown)",
        { Value: { Length: > 0 } value } => $"'{value}'",
        _ when IsList(setting) => "a list",
        _ when setting.GetChildren().Any() => "an object",
        _ => "empty",
    };

    /// <summary>Whether it was written as a list. Configuration knows only keys: those of a list are 0, 1, 2 and so on, wherever they come from.</summary>
    public static bool IsList(IConfiguration setting)
    {
        var keys = setting.GetChildren().Select(static child => child.Key).ToHashSet(StringComparer.Ordinal);
        return keys.Count > 0 && Enumerable.Range(0, keys.Count).All(index => keys.Contains(index.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether it may be read as a list: the environment may add to one beyond its end.</summary>
    public static bool MayBeList(IConfiguration setting) =>
        setting.GetChildren().All(static child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    public static bool IsSecret(string key) => Array.Exists(SecretWords, word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
