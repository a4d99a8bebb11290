namespace Fluency.Ingest.Tests.Conformance;

/// <summary>What authors of sinks get wrong.</summary>
public enum Flaw
{
    None,
    LosesTheLast,
    ReadsNumbers,
    LeavesOutEdits,
    Reverses,
    StoresLater,
    KeepsTheBatch,
    DisposesTheBatch,
    CutsBatches,
    CutsRecords,
    CannotDoTwoThings,
    TakesCancelledForWritten,
    TearsWhenCancelled,
    BreaksWhenCancelled,
    SwallowsFailures,
    NamesTooFew,
    StaysBroken,
    TakesRecordsWhenDisposed,
    EmptiesTheStore,
}
