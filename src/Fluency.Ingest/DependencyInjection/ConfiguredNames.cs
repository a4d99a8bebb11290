using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Looks up the names that one part of a configuration uses for another, and notes which ones were used.</summary>
sealed class ConfiguredNames(IReadOnlyCollection<string> sinks, IReadOnlyCollection<string> processors, ConfigurationErrors errors, HashSet<string> used)
{
    /// <summary>The sinks of a route: at least one.</summary>
    public IReadOnlyList<string> Sinks(IConfigurationSection list)
    {
        if (!list.GetChildren().Any() && string.IsNullOrEmpty(list.Value))
        {
            errors.Missing(list, $"it must be a list of at least one sink, or the records would be lost. Known: {string.Join(", ", sinks)}.");
        }

        return [.. NameList.Items(list, errors).Select(Sink)];
    }

    /// <summary>The processors of a route: none passes records as they are.</summary>
    public IReadOnlyList<string> Processors(IConfigurationSection list) =>
        NameList.Read(list, "processor", processors, errors);

    public string Sink(IConfigurationSection setting)
    {
        used.Add($"{ConfigurationKeys.Sinks}:{setting.Value}");
        return NameList.Name(setting, "sink", sinks, errors);
    }
}
