using Fluency.Ingest.Diagnostics;
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

    /// <summary>What is settled of objects whose delivery was not done. Some 100 bytes an object: a megabyte in all.</summary>
    public RecentMemory<ObjectId, ObjectProgress> Progress { get; } = new(10_000);

    /// <summary>What was done most recently, and with which delivery: a message whose delete failed comes again, and nothing of it is to be sent twice.</summary>
    /// <remarks>By the delivery too: who tells of an object anew wants it anew. Apart from <see cref="Progress"/>, which the many that succeed would crowd out. Half a kilobyte an object: five megabytes in all.</remarks>
    public RecentMemory<ObjectId, (string Delivery, ObjectProgress Progress)> Done { get; } = new(10_000);

    /// <summary>How often deliveries failed by their own fault. The source's receive count would also count outages, which are nobody's poison.</summary>
    public RecentMemory<string, int> OwnFailures { get; } = new(10_000);

    /// <summary>Which containers fail again and again.</summary>
    public required ContainerBreaker Breaker { get; init; }

    public required PipeCounters Counters { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required Func<FailureArguments, Disposition?>? OnFailure { get; init; }

    /// <summary>Fires when work in hand is to be given up.</summary>
    public required CancellationToken AbortToken { get; init; }
}
