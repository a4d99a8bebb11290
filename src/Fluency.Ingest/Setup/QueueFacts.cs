using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Setup;

/// <summary>What is known of a queue.</summary>
sealed record QueueFacts
{
    public required string Arn { get; init; }

    /// <summary>Whether its attributes could be read; without them the rest is a guess.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Where messages go that were received too often; null where there is no such place, or none is known.</summary>
    public RedrivePolicy? Redrive { get; init; }

    /// <summary>Whether a receive can send a message to the dead-letter queue before its time: where so few are allowed, each counts.</summary>
    public bool IsHarmedByAReceive => Redrive?.MaxReceives < 3;
}
