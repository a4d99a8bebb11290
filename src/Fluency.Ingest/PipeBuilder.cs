using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest;

/// <summary>Describes a pipe. The order of calls is the order of execution; <see cref="Build"/> checks everything and reports all errors at once.</summary>
public sealed class PipeBuilder
{
    readonly string _name;
    readonly RouterBuilder _router;
    readonly List<PipeSource> _sources = [];
    readonly List<SinkPlan> _quarantines = [];
    readonly PipeOptions _options = new();
    Func<FailureArguments, Disposition?>? _onFailure;
    TimeProvider _time = TimeProvider.System;
    ILoggerFactory _loggers = NullLoggerFactory.Instance;
    bool _isBuilt;

    internal PipeBuilder(string name, IServiceProvider? services = null)
    {
        _name = name;
        Services = services;
        _router = new RouterBuilder("main", services);
    }

    /// <summary>The container that the pipe is built from, if there is one.</summary>
    internal IServiceProvider? Services { get; }

    internal ILoggerFactory Loggers => _loggers;

    /// <summary>Adds a source whose records take this pipe's routes.</summary>
    /// <param name="source">The source. The pipe disposes it.</param>
    /// <param name="name">Its name in logs; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder From(ISource source, string? name = null) => From(source, _router, name);

    /// <summary>Adds a source that has a router of its own.</summary>
    /// <param name="source">The source. The pipe disposes it.</param>
    /// <param name="router">Its router; the same one may serve several sources.</param>
    /// <param name="name">Its name in logs; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder From(ISource source, RouterBuilder router, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(router);
        return Do(() => _sources.Add(new PipeSource(name ?? source.GetType().Name, _ => source, router)));
    }

    /// <summary>Adds a source that is made when the pipe is built, so that the errors in its options are reported with all others.</summary>
    internal PipeBuilder From(Func<ILoggerFactory, ISource> make, string name, RouterBuilder? router = null) =>
        Do(() => _sources.Add(new PipeSource(name, make, router ?? _router)));

    /// <summary>Adds a route at the end.</summary>
    /// <param name="configure">Describes it.</param>
    /// <param name="name">Its name; by default its number from 1.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder Route(Action<RouteBuilder> configure, string? name = null) => Do(() => _router.Route(configure, name));

    /// <summary>Lets a record take every route that matches, each from the record as it came in. By default it takes the first one only.</summary>
    /// <returns>This builder.</returns>
    public PipeBuilder MatchAll() => Do(() => _router.MatchAll());

    /// <summary>Delivers what no route takes to a sink, as it came in. Without this it goes to the quarantine.</summary>
    /// <param name="sink">The sink. The pipe disposes it.</param>
    /// <param name="name">Its name; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder Otherwise(ISink sink, string? name = null) => Do(() => _router.Otherwise(sink, name));

    /// <summary>Discards what no route takes, and counts it.</summary>
    /// <returns>This builder.</returns>
    public PipeBuilder OtherwiseDrop() => Do(() => _router.OtherwiseDrop());

    /// <summary>Keeps what can never succeed, with the reason: records that no route takes or a sink refuses, damaged objects, messages that mean nothing.</summary>
    /// <param name="sink">The sink. The pipe disposes it. Each entry is one JSON object; see the documentation of the quarantine.</param>
    /// <param name="name">Its name in statistics and logs.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder Quarantine(ISink sink, string name = "quarantine")
    {
        ArgumentNullException.ThrowIfNull(sink);
        return Do(() => _quarantines.Add(new SinkPlan(name, sink, null)));
    }

    /// <summary>Changes options.</summary>
    /// <param name="configure">Changes them.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder Configure(Action<PipeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Do(() => configure(_options));
    }

    /// <summary>Overrides what becomes of failed deliveries.</summary>
    /// <param name="decide">Given the failures and what the table proposes, says what is done; <see langword="null"/> takes the proposal. Called by many threads at once.
    /// An answer of <see cref="Disposition.Complete"/> gives the delivery's data up. If it throws, that is logged and the proposal is taken.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder OnFailure(Func<FailureArguments, Disposition?> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return Do(() => _onFailure = decide);
    }

    /// <summary>Takes time from another clock, for tests. Default <see cref="TimeProvider.System"/>.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder UseTime(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Do(() => _time = time);
    }

    /// <summary>Logs there. By default nothing is logged.</summary>
    /// <param name="loggers">Makes the loggers.</param>
    /// <returns>This builder.</returns>
    public PipeBuilder UseLogging(ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        return Do(() => _loggers = UnfailingLoggers.Of(loggers));
    }

    /// <summary>Checks everything and makes the pipe. The builder refuses changes afterwards.</summary>
    /// <returns>The pipe, which owns its sources and sinks.</returns>
    /// <exception cref="OptionsValidationException">Something is wrong; its failures name all that is.</exception>
    public Pipe Build()
    {
        ThrowIfBuilt();
        var sinks = new SinkTable();
        var errors = new List<string>();
        if (_sources.Count == 0)
        {
            errors.Add($"Pipe '{_name}' has no source: call From(...), or nothing is read.");
        }

        var routers = _sources.Select(source => source.Router).Distinct().ToDictionary(router => router, router => RouterPlan.Make(router, sinks, errors));
        var quarantine = _quarantines is [var named, ..] ? sinks.Add(named, errors) : (int?)null;
        if (_quarantines.Count > 1)
        {
            errors.Add($"Pipe '{_name}' is given {_quarantines.Count} quarantines ({string.Join(", ", _quarantines.Select(static named => $"'{named.Name}'"))}), but what can never succeed is kept in one place. Leave one of them.");
        }

        if (new PipeOptionsValidator().Validate(null, _options) is { Failed: true } invalid)
        {
            errors.AddRange(invalid.Failures);
        }

        errors.AddRange(OutputFiles.Shared(sinks.Sinks.Select(static sink => ($"'{sink.Name}'", sink.Sink))));
        errors.AddRange(OutagesWithoutQuarantine(sinks, quarantine));
        var sources = _sources.Select(source => (source.Name, Source: Make(source, errors), source.Router)).ToArray();
        errors.AddRange(OutputFiles.KeepApart(sources.Select(static source => (source.Name, source.Source)), sinks.Sinks));
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(_name, typeof(PipeOptions), errors);
        }

        _isBuilt = true;
        return new Pipe(new PipeModel
        {
            Name = _name,
            Options = _options,
            Sources = [.. sources.Select(source => (source.Name, source.Source!, routers[source.Router]))],
            Sinks = sinks.Sinks,
            QuarantineIndex = quarantine,
            OnFailure = _onFailure,
            Time = _time,
            Loggers = _loggers,
        });
    }

    ISource? Make(PipeSource source, List<string> errors)
    {
        try
        {
            return source.Make(_loggers);
        }
        catch (OptionsValidationException invalid)
        {
            errors.AddRange(invalid.Failures.Select(failure => $"Source '{source.Name}' of pipe '{_name}': {failure}"));
            return null;
        }
    }

    IEnumerable<string> OutagesWithoutQuarantine(SinkTable sinks, int? quarantine)
    {
        for (var index = 0; index < sinks.Sinks.Count; index++)
        {
            var (name, _, options) = sinks.Sinks[index];
            if (options is not { OnOutage: OnOutage.Quarantine })
            {
                continue;
            }

            if (quarantine is null)
            {
                yield return $"The sink '{name}' has OnOutage: Quarantine, but pipe '{_name}' has no quarantine, so that its records would have nowhere to go in an outage. Name one, or leave OnOutage at Block.";
            }
            else if (quarantine == index)
            {
                yield return $"The sink '{name}' has OnOutage: Quarantine, but it is the quarantine itself: what it cannot take can only wait. Leave its OnOutage at Block.";
            }
        }
    }

    PipeBuilder Do(Action change)
    {
        ThrowIfBuilt();
        change();
        return this;
    }

    void ThrowIfBuilt()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException($"Pipe '{_name}' is already built; begin a new builder for another pipe.");
        }
    }

    readonly record struct PipeSource(string Name, Func<ILoggerFactory, ISource> Make, RouterBuilder Router);
}
