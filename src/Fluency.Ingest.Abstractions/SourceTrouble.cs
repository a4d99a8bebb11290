namespace Fluency.Ingest;

/// <summary>Something that a source cannot do at the moment, or can do again.</summary>
/// <param name="Operation">What: a word such as <c>receive</c> or <c>delete</c>, always the same for the same thing.</param>
/// <param name="Failure">Why, with what to do about it; <see langword="null"/> when it can be done again.</param>
public sealed record SourceTrouble(string Operation, Failure? Failure)
{
    /// <summary>Whether nothing goes on until somebody mends it. Default <see langword="false"/>: it may pass, or the source gets by without.</summary>
    public bool IsBlocking { get; init; }
}
