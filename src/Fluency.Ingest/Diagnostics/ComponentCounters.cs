namespace Fluency.Ingest.Diagnostics;

/// <summary>What a component has counted since the pipe was built. What its kind does not count is <see langword="null"/>, and is left out in JSON.</summary>
public sealed record ComponentCounters
{
    /// <summary>Records that came through and are settled, each once: read from a source, entered a router, a route or a processor, were delivered to a sink.</summary>
    public long Records { get; init; }

    /// <summary>Of a source: bytes of objects received, as they are stored. Of a sink: bytes written, with envelopes.</summary>
    public long? Bytes { get; init; }

    /// <summary>Of a source: deliveries handed out, each time they were.</summary>
    public long? Deliveries { get; init; }

    /// <summary>Of a source: objects read to their proven end, each time they were.</summary>
    public long? Objects { get; init; }

    /// <summary>Of a source: objects that could not be read, each time they could not.</summary>
    public long? Failures { get; init; }

    /// <summary>Of a router: records that a route delivers. Of a route: records delivered. Of a processor: answers Pass.</summary>
    public long? Passed { get; init; }

    /// <summary>Of a router, route or processor: records dropped by a processor.</summary>
    public long? Dropped { get; init; }

    /// <summary>Of a route or processor: answers Abort, which leave the route.</summary>
    public long? Aborted { get; init; }

    /// <summary>Of a route or processor: answers Error; such records are delivered all the same.</summary>
    public long? Errors { get; init; }

    /// <summary>Of a router: records that no route took.</summary>
    public long? Unrouted { get; init; }

    /// <summary>Of a sink: writes that succeeded, at least in part.</summary>
    public long? Batches { get; init; }

    /// <summary>Of a sink: writes that were tried again.</summary>
    public long? Retries { get; init; }

    /// <summary>Of a sink: records that went to the quarantine in its place.</summary>
    public long? Quarantined { get; init; }

    /// <summary>Of a source: deliveries that are not settled yet. Of a sink: records that wait before it or are being written.</summary>
    public long? InFlight { get; init; }
}
