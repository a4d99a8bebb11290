using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Looks up the names that one part of a configuration uses for another, and notes which ones were used.</summary>
/// <param name="sinks">Those of all sinks; null if nobody can tell, so that any name is taken.</param>
/// <param name="processors">Those of all processors.</param>
/// <param name="errors">Is told of what stands for nothing.</param>
/// <param name="used">Is told of what is used.</param>
sealed class ConfiguredNames(IReadOnlyCollection<string>? sinks, IReadOnlyCollection<string> processors, ConfigurationErrors errors, HashSet<string> used)
{
    /// <summary>The sinks of a route: at least one.</summary>
    public IReadOnlyList<string> Sinks(IConfigurationSection list)
    {
        if (!list.GetChildren().Any() && string.IsNullOrEmpty(list.Value))
        {
            errors.Missing(list, $"it must be a list of at least one sink, or the records would be lost. Known: {string.Join(", ", sinks ?? [])}.");
        }

        var settings = NameList.Items(list, errors).ToList();
        foreach (var again in settings.GroupBy(static setting => setting.Value, StringComparer.OrdinalIgnoreCase).SelectMany(static named => named.Skip(1)))
        {
            errors.Wrong(again, "that sink stands in the list before: a record of a route goes to a sink once.");
        }

        return [.. settings.Select(Sink)];
    }

    /// <summary>The processors of a route: none passes records as they are.</summary>
    public IReadOnlyList<string> Processors(IConfigurationSection list) =>
        NameList.Read(list, "processor", processors, errors);

    public string Sink(IConfigurationSection setting)
    {
        used.Add($"{ConfigurationKeys.Sinks}:{setting.Value}");
        return sinks is null ? setting.Value ?? "" : NameList.Name(setting, "sink", sinks, errors);
    }
}
