using Fluency.Ingest.Routing;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>A pipe as it was built: immutable, checked, and not yet running.</summary>
sealed class PipeModel
{
    public required string Name { get; init; }

    public required PipeOptions Options { get; init; }

    public required IReadOnlyList<(string Name, ISource Source, RouterPlan Router)> Sources { get; init; }

    public required IReadOnlyList<SinkPlan> Sinks { get; init; }

    /// <summary>The position of the quarantine among the sinks, or null.</summary>
    public required int? QuarantineIndex { get; init; }

    public required Func<FailureArguments, Disposition?>? OnFailure { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>What it is made of, for people. A quarantine that no route leads to is none of the sinks that they named.</summary>
    public string Parts
    {
        get
        {
            var isApart = QuarantineIndex is { } quarantine && !Sources.Any(source => source.Router.LeadsTo(quarantine));
            var (sources, sinks) = (Sources.Count, Sinks.Count - (isApart ? 1 : 0));
            return $"{sources} {(sources == 1 ? "source" : "sources")}{(isApart ? "," : " and")} {sinks} {(sinks == 1 ? "sink" : "sinks")}{(isApart ? " and the quarantine" : "")}";
        }
    }
}
