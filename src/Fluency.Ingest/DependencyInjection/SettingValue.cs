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
        _ when setting.GetChildren().Any() => "a list or an object",
        _ => "empty",
    };

    public static bool IsSecret(string key) => Array.Exists(SecretWords, word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
}
