using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Binds a section to options, one key at a time: the binder stops at the first value that it cannot convert, and the user wants to know of all.</summary>
/// <param name="bind">Binds everything; for the library's own types it is generated at compile time.</param>
/// <param name="shape">The keys of the options.</param>
/// <param name="validate">What is wrong with bound options, each error beginning with the option's name.</param>
sealed class OptionsBinder<TOptions>(Action<IConfiguration, TOptions> bind, OptionsShape shape, Func<TOptions, IEnumerable<string>> validate)
    where TOptions : class, new()
{
    public IReadOnlyCollection<string> Keys => shape.Keys;

    /// <summary>Binds what the section says to options, which must be right: <see cref="Read"/> it before.</summary>
    public void Bind(IConfiguration section, TOptions options) => bind(section, options);

    /// <summary>Makes options of a section and notes everything that is wrong with them.</summary>
    public TOptions Read(IConfigurationSection section, ConfigurationErrors errors)
    {
        var options = new TOptions();
        var wrong = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        ReadKeys(section, section, shape, options, errors, wrong);

        // About a value that could not be taken, a rule would only speak of the default in its place.
        foreach (var failure in validate(options).Where(failure => !Words(failure).Any(wrong.Contains)))
        {
            errors.Invalid(section, AttributeFailure.Rephrase(section, failure));
        }

        return options;
    }

    void ReadKeys(IConfigurationSection root, IConfigurationSection section, OptionsShape keys, TOptions options, ConfigurationErrors errors, HashSet<string> wrong)
    {
        foreach (var setting in section.GetChildren().Where(setting => keys.Keys.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (keys.NestedOf(setting.Key) is { } nested)
            {
                errors.CheckIsObject(setting);
                errors.CheckKeys(setting, nested.Keys);
                ReadKeys(root, setting, nested, options, errors, wrong);
            }
            else if (!TryBind(root, setting, keys.TypeOf(setting.Key), options))
            {
                var type = keys.TypeOf(setting.Key);
                var culprit = ValueKind.IsMap(type) && !SettingValue.IsList(setting) ? setting.GetChildren().FirstOrDefault(static child => child.Value is null) : null;
                errors.Wrong(culprit ?? setting, ValueKind.Describe(culprit is null ? type : typeof(string)) + ".");
                wrong.Add(setting.Key);
            }
        }
    }

    bool TryBind(IConfigurationSection root, IConfigurationSection setting, Type type, TOptions options)
    {
        if (!HasShape(setting, type))
        {
            return false;
        }

        try
        {
            bind(Only(root, setting), options);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Whether it is a value, a list or an object where one is expected: the binder takes one for another, or nothing, without a word.
    static bool HasShape(IConfigurationSection setting, Type type)
    {
        var children = setting.GetChildren().ToList();
        if (ValueKind.IsList(type))
        {
            return setting.Value is not { Length: > 0 } && SettingValue.MayBeList(setting);
        }

        return ValueKind.IsMap(type)
            ? setting.Value is not { Length: > 0 } && !SettingValue.IsList(setting) && children.TrueForAll(static child => child.Value is not null)
            : children.Count == 0 && !(setting.Value is { } text && ValueKind.IsMisleading(type, text));
    }

    static IConfigurationSection Only(IConfigurationSection root, IConfigurationSection setting) =>
        new ConfigurationBuilder().AddInMemoryCollection(setting.AsEnumerable()).Build().GetSection(root.Path);

    static string[] Words(string text) => text.Split([' ', '.', ',', ':', '(', ')', '\''], StringSplitOptions.RemoveEmptyEntries);
}
