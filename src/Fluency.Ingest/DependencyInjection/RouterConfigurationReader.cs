using Microsoft.Extensions.Configuration;
using Keys = Fluency.Ingest.DependencyInjection.ConfigurationKeys;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Reads the routers of a configuration.</summary>
sealed class RouterConfigurationReader(ConfiguredNames names, ConfigurationErrors errors)
{
    public IReadOnlyDictionary<string, RouterConfiguration> Read(IConfigurationSection sections)
    {
        var routers = new Dictionary<string, RouterConfiguration>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in sections.GetChildren())
        {
            routers.Add(section.Key, ReadRouter(section));
        }

        return routers;
    }

    RouterConfiguration ReadRouter(IConfigurationSection section)
    {
        if (!errors.CheckIsObject(section))
        {
            return new RouterConfiguration(section.Key, []);
        }

        errors.CheckKeys(section, Keys.OfRouter);
        return new RouterConfiguration(section.Key, [.. ReadRoutes(section.GetSection(Keys.Routes))])
        {
            IsMatchAll = ReadMatchAll(section.GetSection(Keys.MatchAll)),
            Otherwise = ReadOtherwise(section.GetSection(Keys.Otherwise)),
        };
    }

    IEnumerable<RouteConfiguration> ReadRoutes(IConfigurationSection routes)
    {
        if (!errors.CheckIsList(routes, "routes"))
        {
            return [];
        }

        if (!routes.GetChildren().Any())
        {
            errors.Missing(routes, "it must be a list of at least one route, or every record would be unrouted.");
        }

        return routes.GetChildren().Select(ReadRoute);
    }

    RouteConfiguration ReadRoute(IConfigurationSection section, int index)
    {
        var setting = section.GetSection(Keys.Name);
        var name = string.IsNullOrEmpty(setting.Value) ? $"route-{index + 1}" : setting.Value;
        if (!errors.CheckIsObject(section))
        {
            return new RouteConfiguration(name, [], []);
        }

        errors.CheckKeys(section, Keys.OfRoute);
        errors.CheckIsValue(setting, "must be a text.");
        return new RouteConfiguration(
            name,
            names.Processors(section.GetSection(Keys.Processors)),
            names.Sinks(section.GetSection(Keys.Sinks)));
    }

    bool ReadMatchAll(IConfigurationSection setting)
    {
        if (string.IsNullOrEmpty(setting.Value) && !setting.GetChildren().Any())
        {
            return false;
        }

        if (!bool.TryParse(setting.Value, out var isMatchAll))
        {
            errors.Wrong(setting, $"{ValueKind.Describe(typeof(bool))}: whether a record takes every route that matches, or only the first.");
        }

        return isMatchAll;
    }

    string? ReadOtherwise(IConfigurationSection setting)
    {
        if (setting.GetChildren().Any())
        {
            errors.Wrong(setting, $"must be the name of a sink, or '{RouterConfiguration.Drop}'.");
            return null;
        }

        return setting.Value switch
        {
            null or "" => null,
            var value when value.Equals(RouterConfiguration.Drop, StringComparison.OrdinalIgnoreCase) => RouterConfiguration.Drop,
            _ => names.Sink(setting),
        };
    }
}
