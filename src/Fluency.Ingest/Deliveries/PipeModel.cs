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
}
