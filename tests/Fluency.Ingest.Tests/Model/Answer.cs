namespace Fluency.Ingest.Tests.Model;

/// <summary>What a call of the engine is answered.</summary>
enum Answer
{
    /// <summary>It is done.</summary>
    Yes,

    /// <summary>It is not done, and may be later.</summary>
    Fail,

    /// <summary>Of a write: some records are durable, the others, which are named, may be later.</summary>
    FailSome,

    /// <summary>Of a write: it never will be done.</summary>
    Refuse,

    /// <summary>Of a write: some records are durable, the others, which are named, never will be.</summary>
    RefuseSome,

    /// <summary>It is done, but the answer is lost on its way.</summary>
    Lose,

    /// <summary>The engine gave up waiting.</summary>
    Cancelled,
}
