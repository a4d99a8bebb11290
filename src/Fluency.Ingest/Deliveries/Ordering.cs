namespace Fluency.Ingest.Deliveries;

/// <summary>In which order records reach a sink.</summary>
public enum Ordering
{
    /// <summary>Objects in the order in which their deliveries were received, records in the order of their object. Work runs ahead in parallel all the same.</summary>
    Arrival = 0,

    /// <summary>Records in the order of their object; objects as they become ready.</summary>
    None,
}
