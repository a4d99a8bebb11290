using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Turns the message of a generated attribute validator into one like all others: key, value, rule.</summary>
static class AttributeFailure
{
    const string Rule = " must be ";

    /// <summary>From "BufferLimit: The field PipeOptions.BufferLimit must be between 1 and 2." to "BufferLimit is '0' but must be between 1 and 2.".</summary>
    public static string Rephrase(IConfigurationSection section, string failure)
    {
        var colon = failure.IndexOf(": ", StringComparison.Ordinal);
        var rule = failure.IndexOf(Rule, StringComparison.Ordinal);
        if (colon < 0 || rule < colon)
        {
            return failure;
        }

        // The last word before the rule is the option's name from its type on: PipeOptions.Objects.MaxResumes.
        var name = failure[(colon + 2)..rule].Split(' ')[^1];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return failure;
        }

        var key = name[(dot + 1)..].Replace('.', ':');
        return $"{key} is {SettingValue.Show(section.GetSection(key))} but{failure[rule..]}";
    }
}
