namespace Fluency.Ingest.Diagnostics;

/// <summary>A copy of a record that passed a component, and what the component answered.</summary>
public sealed record TailRecord
{
    /// <summary>When it passed.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it passed: a <see cref="ComponentStatus.Id"/>.</summary>
    public required string Component { get; init; }

    /// <summary>A processor's answer. Of a route, that of its last processor. Of a source always Pass. Of a router Pass if a route delivers it, Drop if one dropped it, Abort if none took it,
    /// Error if the router failed. Of a sink Pass when it is durable, Error when the sink refused it.</summary>
    public required ProcessorAnswer Answer { get; init; }

    /// <summary>The reason of an Error, at most 1,000 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>The record's id, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The object that it stands in, such as <c>s3://bucket/key</c>.</summary>
    public required string Object { get; init; }

    /// <summary>Its position in the object, from 0.</summary>
    public required uint Index { get; init; }

    /// <summary>The record, as JSON text: of a source as its writer wrote it, else with the edits of the processors so far. Cut off at <see cref="TailOptions.MaxBodyBytes"/>, and then no valid JSON.
    /// A record is hostile input: show it as text.</summary>
    public required string Body { get; init; }

    /// <summary>The bytes of the whole record.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether <see cref="Body"/> is cut off.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>How many records that should have been shown since the one before were not: there were too many, or the reader was too slow.</summary>
    public long Missed { get; init; }
}
