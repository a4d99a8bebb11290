namespace Fluency.Ingest.Routing;

/// <summary>Takes what the router decided, record by record in the object's order.</summary>
interface IRecordOutput
{
    /// <summary>A route delivers the record, with that route's edits, to its sinks. The record is lent for the call.</summary>
    void Deliver(Record record, Route route);

    /// <summary>The record is through the router; called once for each record, after its deliveries, and with all edits undone when it is unrouted.</summary>
    void Leave(Record record, RecordOutcome outcome);
}
