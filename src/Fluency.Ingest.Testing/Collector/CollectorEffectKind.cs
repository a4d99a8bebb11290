namespace Fluency.Ingest.Testing.Collector;

/// <summary>What an effect does; see the factory of the same name on <see cref="CollectorEffect"/>.</summary>
enum CollectorEffectKind
{
    Answer = 0,
    CloseConnection,
    CloseAfterReading,
    LoseAnswer,
    LoseAcknowledgement,
    Hold,
    Delay,
    RefuseEvent,
}
