namespace Fluency.Ingest.Tests.Model;

/// <summary>Where the engine calls what surrounds it, and waits.</summary>
enum CallKind
{
    Open,
    Read,
    Process,
    Write,
    Settle,
}
