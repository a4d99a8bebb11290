using Fluency.Ingest.Deliveries;
using Microsoft.Extensions.Configuration;
using Keys = Fluency.Ingest.DependencyInjection.ConfigurationKeys;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Reads the configuration of a pipe, whole: one wrong value does not hide the next.</summary>
sealed class PipeConfigurationReader(ComponentCatalog catalog, IServiceProvider services, ConfigurationErrors errors)
{
    readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The model, of use only if there are no errors.</summary>
    public PipeConfiguration Read(IConfiguration configuration)
    {
        var root = Keys.RootOf(configuration);
        if (root is IConfigurationSection ingest)
        {
            errors.CheckIsObject(ingest);
        }

        errors.CheckRootKeys(root);
        foreach (var key in (string[])[Keys.Sources, Keys.Routers, Keys.Sinks, Keys.Pipe])
        {
            errors.CheckIsObject(root.GetSection(key));
        }

        var options = root.GetSection(Keys.Pipe);
        errors.CheckKeys(options, KnownComponents.Pipe.Keys);
        KnownComponents.Pipe.Read(options, errors);

        // What is no object is told above. Its names are not known then, and not missed where they are used.
        var (sinkSections, routerSections) = (root.GetSection(Keys.Sinks), root.GetSection(Keys.Routers));
        var sinks = ReadSinks(sinkSections);
        var names = new ConfiguredNames(SettingValue.IsList(sinkSections) ? null : [.. sinks.Keys], catalog.ProcessorNames, errors, _used);
        var routers = SettingValue.IsList(routerSections) ? null : new RouterConfigurationReader(names, errors).Read(routerSections);
        return new PipeConfiguration
        {
            Sources = ReadSources(root.GetSection(Keys.Sources), routers, names),
            Sinks = sinks,
            Quarantine = ReadQuarantine(root.GetSection(Keys.Quarantine), names, sinks),
            Options = options,
            Unused = [.. Unused(root, Keys.Routers), .. Unused(root, Keys.Sinks)],
        };
    }

    Dictionary<string, SinkConfiguration> ReadSinks(IConfigurationSection sections)
    {
        var sinks = new Dictionary<string, SinkConfiguration>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in Named(sections))
        {
            var make = (errors.CheckIsObject(section) ? ReadComponent(section, "sink", catalog.Sinks, Keys.OfSink) : null) ?? Nothing<ISink>;
            sinks.Add(section.Key, new SinkConfiguration(make, KnownComponents.Sink.Read(section, errors)));
        }

        return sinks;
    }

    List<SourceConfiguration> ReadSources(IConfigurationSection sections, IReadOnlyDictionary<string, RouterConfiguration>? routers, ConfiguredNames names)
    {
        var sources = new List<SourceConfiguration>();
        foreach (var section in Named(sections).Where(errors.CheckIsObject))
        {
            var make = ReadComponent(section, "source", catalog.Sources, Keys.OfSource) ?? Nothing<ISource>;
            if (ReadRouter(section, routers, names) is { } router)
            {
                sources.Add(new SourceConfiguration(section.Key, make, router));
            }
        }

        if (string.IsNullOrEmpty(sections.Value) && !sections.GetChildren().Any())
        {
            errors.Missing(sections, "name at least one source, or there is nothing to read.");
        }

        return sources;
    }

    Func<ComponentContext, TComponent>? ReadComponent<TComponent>(IConfigurationSection section, string kind, IReadOnlyDictionary<string, ComponentType<TComponent>> types, IReadOnlyList<string> otherKeys)
    {
        var type = section.GetSection(Keys.Type);
        if (!errors.CheckIsValue(type, $"must be a type of {kind}, one of {string.Join(", ", types.Keys)}."))
        {
            return null;
        }

        if (string.IsNullOrEmpty(type.Value))
        {
            errors.Missing(type, $"it must name a type of {kind}, one of {string.Join(", ", types.Keys)}.");
            return null;
        }

        if (!types.TryGetValue(type.Value, out var known))
        {
            errors.UnknownName(type, $"type of {kind}", [.. types.Keys]);
            return null;
        }

        errors.CheckKeys(section, [.. otherKeys, .. known.Keys]);
        return known.Read(section, services, errors);
    }

    RouterConfiguration? ReadRouter(IConfigurationSection source, IReadOnlyDictionary<string, RouterConfiguration>? routers, ConfiguredNames names)
    {
        var setting = source.GetSection(Keys.Router);
        var sinks = source.GetSection(Keys.Sinks);
        if (!errors.CheckIsValue(setting, "must be the name of a router or a processor."))
        {
            return null;
        }

        if (string.IsNullOrEmpty(setting.Value))
        {
            errors.Missing(setting, $"it must name a router or a processor, or nothing is done with the records. Known: {string.Join(", ", [.. routers?.Keys ?? [], .. catalog.ProcessorNames])}.");
            return null;
        }

        if (routers is null)
        {
            return null;
        }

        if (routers.TryGetValue(setting.Value, out var router))
        {
            _used.Add(Keys.Routers + ":" + setting.Value);
            if (sinks.Exists())
            {
                errors.Wrong(sinks, $"{setting.Path} names the router '{setting.Value}', whose routes say where records go: these sinks would be ignored. Leave one of the two out.");
            }

            return router;
        }

        if (!catalog.ProcessorNames.Contains(setting.Value, StringComparer.OrdinalIgnoreCase))
        {
            errors.UnknownName(setting, "router or processor", [.. routers.Keys, .. catalog.ProcessorNames]);
            return null;
        }

        return new RouterConfiguration(setting.Value, [new RouteConfiguration(setting.Value, [setting.Value], names.Sinks(sinks))]);
    }

    static IEnumerable<IConfigurationSection> Named(IConfigurationSection sections) => SettingValue.IsList(sections) ? [] : sections.GetChildren();

    string? ReadQuarantine(IConfigurationSection setting, ConfiguredNames names, Dictionary<string, SinkConfiguration> sinks)
    {
        if (setting.GetChildren().Any())
        {
            errors.Wrong(setting, "must be the name of a sink.");
            return null;
        }

        if (string.IsNullOrEmpty(setting.Value))
        {
            return null;
        }

        if (sinks.TryGetValue(setting.Value, out var sink) && sink.Options.OnOutage == OnOutage.Quarantine)
        {
            errors.Wrong(setting, $"that sink's {Keys.OnOutage} is {OnOutage.Quarantine}: the quarantine itself can only block, since there is none behind it.");
        }

        return names.Sink(setting);
    }

    IEnumerable<string> Unused(IConfiguration root, string key) =>
        root.GetSection(key).GetChildren().Where(section => !_used.Contains(key + ":" + section.Key)).Select(section => section.Path);

    static T Nothing<T>(ComponentContext context) => throw new InvalidOperationException("The configuration has errors, so that nothing can be made of it.");
}
