namespace Fluency.Ingest.Testing.Faults;

/// <summary>What an effect does; see the factory of the same name on <see cref="FaultEffect"/>.</summary>
enum FaultKind
{
    Answer = 0,
    BareAnswer,
    Delay,
    Hold,
    CloseConnection,
    LoseAnswer,
    CutBody,
    StallBody,
    OpenEndedBody,
    CorruptBody,
    WrongChecksum,
    WrongMd5OfBody,
    DuplicateMessage,
    ShortBatch,
    LostPoll,
    FailEntries,
    DropEvent,
    DuplicateEvent,
}
