namespace Fluency.Ingest.Testing.Faults;

/// <summary>Where on a request's way an effect takes place. A fault is counted only where its effect does.</summary>
enum FaultPoint
{
    /// <summary>Before the service has looked at the request.</summary>
    Arrival = 0,

    /// <summary>When a receive begins to wait.</summary>
    Poll,

    /// <summary>In the choice of messages for a receive.</summary>
    Receive,

    /// <summary>In a batch, where each entry has its own result.</summary>
    Entries,

    /// <summary>When a bucket tells a queue of a change.</summary>
    Event,

    /// <summary>After the service has done its work, before the answer leaves.</summary>
    Answer,

    /// <summary>While the answer leaves.</summary>
    Body,
}
