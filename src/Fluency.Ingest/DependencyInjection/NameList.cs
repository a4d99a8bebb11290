using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>A list of names in a configuration.</summary>
static class NameList
{
    /// <summary>The names, each of which must be known.</summary>
    public static IReadOnlyList<string> Read(IConfigurationSection list, string kind, IReadOnlyCollection<string> known, ConfigurationErrors errors) =>
        [.. Items(list, errors).Select(setting => Name(setting, kind, known, errors))];

    /// <summary>The entries of the list; none, and an error, if it is no list.</summary>
    public static IEnumerable<IConfigurationSection> Items(IConfigurationSection list, ConfigurationErrors errors) =>
        errors.CheckIsList(list, "names") ? list.GetChildren() : [];

    /// <summary>One name, which must be known.</summary>
    public static string Name(IConfigurationSection setting, string kind, IReadOnlyCollection<string> known, ConfigurationErrors errors)
    {
        if (!known.Contains(setting.Value, StringComparer.OrdinalIgnoreCase))
        {
            errors.UnknownName(setting, kind, known);
        }

        return setting.Value ?? "";
    }
}
