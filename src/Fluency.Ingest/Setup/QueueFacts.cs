namespace Fluency.Ingest.Setup;

/// <summary>What is known of a queue.</summary>
sealed record QueueFacts
{
    public required string Arn { get; init; }

    /// <summary>Whether its attributes could be read; without them the rest is a guess.</summary>
    public bool IsKnown { get; init; }

    /// <summary>After how many receives a message goes to the dead-letter queue; null where there is none, or none is known.</summary>
    public int? MaxReceiveCount { get; init; }

    /// <summary>Whether a receive can send a message to the dead-letter queue before its time: where so few are allowed, each counts.</summary>
    public bool IsHarmedByAReceive => MaxReceiveCount < 3;
}
