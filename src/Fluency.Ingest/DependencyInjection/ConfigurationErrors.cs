using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Gathers everything that is wrong with a configuration, each error with its key as the user wrote it.</summary>
sealed class ConfigurationErrors
{
    // Nobody mistypes more of the five keys than there are.
    const int MaxNamed = 5;

    readonly List<string> _texts = [];

    public IReadOnlyList<string> Texts => _texts;

    /// <summary>A value is there and is wrong.</summary>
    public void Wrong(IConfigurationSection setting, string rule) => Add($"{setting.Path} is {SettingValue.Show(setting)} but {rule}");

    /// <summary>A value is not there.</summary>
    public void Missing(IConfigurationSection setting, string rule) => Add($"{setting.Path} is missing: {rule}");

    /// <summary>What a validator found about an option below a section; it begins with the option's name.</summary>
    public void Invalid(IConfigurationSection section, string failure) => Add($"{section.Path}:{failure}");

    /// <summary>A name does not stand for anything.</summary>
    public void UnknownName(IConfigurationSection setting, string kind, IReadOnlyCollection<string> known) =>
        Wrong(setting, $"no {kind} has that name.{Suggest(setting.Value ?? "", known)}");

    /// <summary>Notes each key of a section that nobody would read.</summary>
    public void CheckKeys(IConfiguration section, IReadOnlyCollection<string> known)
    {
        if (section is IConfigurationSection && SettingValue.IsList(section))
        {
            // Told as a whole, by CheckIsObject.
            return;
        }

        foreach (var setting in section.GetChildren().Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            AddUnknown(setting, known);
        }
    }

    /// <summary>Notes each key of the root of a pipe's configuration that nobody would read; in a few words where a host gave its whole configuration, which holds its environment too.</summary>
    public void CheckRootKeys(IConfiguration root)
    {
        if (root is not IConfigurationRoot)
        {
            CheckKeys(root, ConfigurationKeys.OfRoot);
            return;
        }

        var unknown = root.GetChildren().Where(static setting => !ConfigurationKeys.OfRoot.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Find(static setting => setting.Key.Equals(ConfigurationKeys.Ingest, StringComparison.OrdinalIgnoreCase)) is { } inner)
        {
            Add($"{inner.Path} stands beside {ConfigurationKeys.Sources}, and one of the two would be ignored. Put all that is the pipe's into {inner.Path}; a host then gives GetSection(\"{inner.Path}\").");
            unknown.Remove(inner);
        }

        if (unknown.Count > MaxNamed)
        {
            Add($"{unknown.Count} keys beside {string.Join(", ", ConfigurationKeys.OfRoot)} are not known and would be ignored ({string.Join(", ", unknown.Take(3).Select(static setting => setting.Key))}, ...). "
                + $"If this is the whole configuration of a host, with its environment, put all that is the pipe's under \"{ConfigurationKeys.Ingest}\" and give GetSection(\"{ConfigurationKeys.Ingest}\").");
            unknown.Clear();
        }

        foreach (var setting in unknown)
        {
            AddUnknown(setting, ConfigurationKeys.OfRoot);
        }
    }

    void AddUnknown(IConfigurationSection setting, IReadOnlyCollection<string> known) => Add($"{setting.Path} is no known key and would be ignored.{Suggest(setting.Key, known)}");

    // A message is one line, whatever the values are that it shows: scripts and logs count on it.
    void Add(string text) => _texts.Add(OneLine.Of(text));

    /// <summary>Notes a value that stands where keys are expected, beside those of another place perhaps, or a list: nobody would read it.</summary>
    /// <returns>Whether there is none.</returns>
    public bool CheckIsObject(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            Wrong(section, "must be an object, or it would be ignored.");
            return false;
        }

        if (SettingValue.IsList(section))
        {
            Wrong(section, "must be an object: in braces, with a key before each thing in it.");
            return false;
        }

        return true;
    }

    /// <summary>Notes a value or an object that stands where a list is expected.</summary>
    /// <returns>Whether there is none.</returns>
    public bool CheckIsList(IConfigurationSection section, string ofWhat)
    {
        var isList = string.IsNullOrEmpty(section.Value) && SettingValue.MayBeList(section);
        if (!isList)
        {
            Wrong(section, $"must be a list of {ofWhat}, in brackets.");
        }

        return isList;
    }

    /// <summary>Notes a list or an object that stands where a value is expected.</summary>
    /// <returns>Whether there is none.</returns>
    public bool CheckIsValue(IConfigurationSection section, string rule)
    {
        var isValue = !string.IsNullOrEmpty(section.Value) || !section.GetChildren().Any();
        if (!isValue)
        {
            Wrong(section, rule);
        }

        return isValue;
    }

    static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        var all = known.Count == 0 ? " None is defined." : $" Known: {string.Join(", ", known)}.";
        return NearestName.Ask(name, known) + all;
    }
}
