namespace Fluency.Ingest.Diagnostics;

/// <summary>One component of a pipe: whether data flows through it, and if not, why.</summary>
public sealed record ComponentStatus
{
    /// <summary>Names the component, the same in each snapshot and after each start: <c>source:trail</c>, <c>router:main</c>, <c>route:main/route-1</c>,
    /// <c>processor:main/route-1/AWSCloudTrail_Adjustments</c>, <c>sink:EventWatch</c>. Of several that would have one id, the second ends in <c>-2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>How people name it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the type that does the work, such as <c>S3NotificationSource</c>; <see langword="null"/> for a route.</summary>
    public string? Type { get; init; }

    /// <summary>What it is a part of: of a route its router, of a processor its route; else <see langword="null"/>. Parts come after what they are part of, in the order of execution.</summary>
    public string? Parent { get; init; }

    /// <summary>Whether it is the pipe's quarantine.</summary>
    public bool IsQuarantine { get; init; }

    /// <summary>Whether data flows.</summary>
    /// <value>The first that applies of <see cref="FlowState.Stopped"/>, <see cref="FlowState.Blocked"/>, <see cref="FlowState.Degraded"/>, <see cref="FlowState.Flowing"/>
    /// and <see cref="FlowState.Idle"/>. Data are records of objects, but not those of CloudTrail's digests and Insights: they, and messages that tell of no object (test events),
    /// come by themselves and colour nothing. A failure that ended a source stays Blocked after the run.</value>
    public required FlowState State { get; init; }

    /// <summary>Since when it is in this state, as far as is known.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is in this state: a sentence for people. May hold text that came in records: show it as text.</summary>
    public required string Reason { get; init; }

    /// <summary>When data came through last; <see langword="null"/> if none has.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>How far it is behind; <see langword="null"/> unless it is a source or sink that something came through.</summary>
    public ComponentLags? Lags { get; init; }

    /// <summary>How much comes through.</summary>
    public required FlowRate Rate { get; init; }

    /// <summary>What it has counted.</summary>
    public required ComponentCounters Counters { get; init; }

    /// <summary>The last errors, at most 16, the newest first.</summary>
    public required IReadOnlyList<ComponentError> Errors { get; init; }
}
