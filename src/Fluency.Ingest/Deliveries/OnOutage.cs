namespace Fluency.Ingest.Deliveries;

/// <summary>What becomes of records whose sink is down.</summary>
public enum OnOutage
{
    /// <summary>They wait, nothing more is received, and the sink is tried until it takes them: an outage holds up everything, and loses and moves nothing.</summary>
    Block = 0,

    /// <summary>After a time they go to the quarantine, so that a dead sink need not hold up the others.</summary>
    Quarantine,
}
