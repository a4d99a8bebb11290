namespace Fluency.Ingest.Diagnostics;

/// <summary>What a pipe has done so far.</summary>
public sealed record PipeStatistics
{
    /// <summary>Deliveries: messages of a queue, files of a file source.</summary>
    public required MessageStatistics Messages { get; init; }

    /// <summary>Objects.</summary>
    public required ObjectStatistics Objects { get; init; }

    /// <summary>Records: read = delivered + dropped + unrouted + quarantined, each record once.</summary>
    public required RecordStatistics Records { get; init; }

    /// <summary>What each sink was written, by its name.</summary>
    public required IReadOnlyDictionary<string, SinkStatistics> Sinks { get; init; }

    /// <summary>All figures, also those of each sink, for people.</summary>
    public override string ToString()
    {
        // The compiler's own would show the type of the dictionary.
        var sinks = string.Join(", ", Sinks.Select(static sink => $"{sink.Key} = {sink.Value}"));
        return $"{nameof(PipeStatistics)} {{ {nameof(Messages)} = {Messages}, {nameof(Objects)} = {Objects}, {nameof(Records)} = {Records}, {nameof(Sinks)} = {{ {sinks} }} }}";
    }
}
