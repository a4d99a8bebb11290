using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>What all deliveries of one run of a pipe share.</summary>
sealed class PipeState
{
    public required PipeOptions Options { get; init; }

    /// <summary>The lanes by the position of their sinks; the quarantine's, if there is one, is the last.</summary>
    public required IReadOnlyList<SinkLane> Lanes { get; init; }

    /// <summary>The lane of the quarantine, or null.</summary>
    public required SinkLane? Quarantine { get; init; }

    public required FlightBudget Budget { get; init; }

    public required Upstream Upstream { get; init; }

    public required Intake Intake { get; init; }

    /// <summary>Which containers fail again and again.</summary>
    public required ContainerBreaker Breaker { get; init; }

    public required PipeCounters Counters { get; init; }

    /// <summary>Is told of everything that happens.</summary>
    public required PipeObserver Observer { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required Func<FailureArguments, Disposition?>? OnFailure { get; init; }

    /// <summary>Fires when work in hand is to be given up.</summary>
    public required CancellationToken AbortToken { get; init; }
}
