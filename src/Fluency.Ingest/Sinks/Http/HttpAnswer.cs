namespace Fluency.Ingest.Sinks.Http;

/// <summary>What a receiver answered, or why there is no answer.</summary>
/// <param name="Status">The HTTP status; 0 if there is no answer.</param>
/// <param name="Body">The beginning of the body. Good until the next request of the same write.</param>
readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>How long the receiver asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why there is no answer, in words for people.</summary>
    public string Failure { get; init; } = "";

    /// <summary>What was caught, if there is no answer.</summary>
    public Exception? Exception { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;
}
