namespace Fluency.Ingest.Sinks.Http;

/// <summary>The judgement on one request.</summary>
/// <param name="Kind">What it means for the records.</param>
/// <param name="Reason">In words for people, never a secret; empty if accepted.</param>
readonly record struct HttpVerdict(HttpVerdictKind Kind, string Reason = "")
{
    public static readonly HttpVerdict Accepted = new(HttpVerdictKind.Accepted);

    /// <summary>The position in the request of the record at fault, if the receiver named it.</summary>
    public int? Record { get; init; }

    /// <summary>How long the receiver asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was caught, if anything.</summary>
    public Exception? Exception { get; init; }
}
