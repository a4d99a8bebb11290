using System.Runtime.ExceptionServices;
using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Notifications;

/// <summary>What came of one receive.</summary>
sealed record Received
{
    /// <summary>The messages, with the lease of each, which are held from now on.</summary>
    public IReadOnlyList<(Message Message, Lease Lease)> Messages { get; init; } = [];

    /// <summary>When they came.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Whether it is known what came: the receive neither failed nor was stopped.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether they are as many as could come.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether it says something of the queue that none came; see <see cref="SqsLedger.IsExhausted"/>.</summary>
    public bool WasQuiet { get; init; }

    /// <summary>What only the queue's owner can mend.</summary>
    public ExceptionDispatchInfo? Failure { get; init; }
}
