using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Describes to a <see cref="PipeBuilder"/> what a configuration says.</summary>
sealed class ConfiguredPipe
{
    readonly PipeConfiguration _configuration;
    readonly ComponentCatalog _catalog;
    readonly ComponentContext _context;
    readonly Dictionary<string, SinkPlan> _sinks = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<RouterConfiguration, RouterBuilder> _routers = new(ReferenceEqualityComparer.Instance);

    ConfiguredPipe(PipeConfiguration configuration, ComponentCatalog catalog, ComponentContext context)
    {
        _configuration = configuration;
        _catalog = catalog;
        _context = context;
    }

    /// <summary>Reads the configuration and adds what it says.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name all that is.</exception>
    public static void AddTo(PipeBuilder builder, string name, IConfiguration configuration, ComponentCatalog catalog, ComponentContext context) =>
        new ConfiguredPipe(Read(name, configuration, catalog, context), catalog, context).AddTo(builder);

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name all that is.</exception>
    public static PipeConfiguration Read(string name, IConfiguration configuration, ComponentCatalog catalog, ComponentContext context)
    {
        var errors = new ConfigurationErrors();
        var read = new PipeConfigurationReader(catalog, context.Services, errors).Read(configuration);
        return errors.Texts.Count == 0 ? read : throw new OptionsValidationException(name, typeof(PipeConfiguration), errors.Texts);
    }

    void AddTo(PipeBuilder builder)
    {
        var logger = _context.Loggers.CreateLogger("Fluency.Ingest.Configuration");
        foreach (var key in _configuration.Unused)
        {
            Log.ConfigurationUnused(logger, key);
        }

        builder.Configure(options => KnownComponents.Pipe.Bind(_configuration.Options, options));
        if (_configuration.Quarantine is { } quarantine)
        {
            builder.Quarantine(Sink(quarantine).Sink, quarantine);
        }

        foreach (var source in _configuration.Sources)
        {
            builder.From(loggers => source.Make(_context with { Loggers = loggers }), source.Name, Router(source.Router));
        }
    }

    RouterBuilder Router(RouterConfiguration configuration)
    {
        if (_routers.TryGetValue(configuration, out var known))
        {
            return known;
        }

        var router = new RouterBuilder(configuration.Name);
        foreach (var route in configuration.Routes)
        {
            router.Route(builder => Describe(builder, route), route.Name);
        }

        if (configuration.IsMatchAll)
        {
            router.MatchAll();
        }

        _routers.Add(configuration, router);
        return configuration.Otherwise switch
        {
            null => router,
            RouterConfiguration.Drop => router.OtherwiseDrop(),
            var sink => router.Otherwise(Sink(sink)),
        };
    }

    void Describe(RouteBuilder builder, RouteConfiguration route)
    {
        foreach (var name in route.Processors)
        {
            if (_catalog.Processors.TryGetValue(name, out var make))
            {
                builder.Process(make(_context.Services), name);
            }
            else
            {
                builder.Process(_catalog.AsyncProcessors[name](_context.Services), name);
            }
        }

        foreach (var name in route.Sinks)
        {
            builder.To(Sink(name));
        }
    }

    SinkPlan Sink(string name)
    {
        if (!_sinks.TryGetValue(name, out var sink))
        {
            var configured = _configuration.Sinks[name];
            sink = new SinkPlan(name, configured.Make(_context), configured.Options);
            _sinks.Add(name, sink);
        }

        return sink;
    }
}
