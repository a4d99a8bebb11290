namespace Fluency.Ingest.Deliveries;

/// <summary>How a pipe treats one of its sinks.</summary>
public sealed class SinkOptions
{
    /// <summary>What becomes of the records while the sink is down: while each of its writes fails, and not for good.</summary>
    /// <value>Default <see cref="OnOutage.Block"/>. <see cref="OnOutage.Quarantine"/> needs a pipe with a quarantine, whose own outages always block.</value>
    /// <remarks>What went to the quarantine in an outage is not sent to the sink by itself when it is back: each entry keeps the record as it was read.</remarks>
    public OnOutage OnOutage { get; set; } = OnOutage.Block;

    /// <summary>With <see cref="OnOutage.Quarantine"/>: how long the sink must have failed without a single success before its records go to the quarantine.</summary>
    /// <value>Default 10 minutes; zero is after the first failure. Until then it blocks. A shorter time moves records in outages that would have passed.</value>
    [TimeRange("00:00:00", "12:00:00")]
    public TimeSpan OutageAfter { get; set; } = TimeSpan.FromMinutes(10);
}
