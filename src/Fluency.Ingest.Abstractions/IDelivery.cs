namespace Fluency.Ingest;

/// <summary>The unit that is settled: one message of a queue with all objects it tells of, one file, one entry of a list.</summary>
/// <remarks>Members may be read from any thread. The pipe owns a delivery from the moment it is handed out until it has settled it.</remarks>
public interface IDelivery
{
    /// <summary>What the source calls this delivery (a message id, a path): for logs and the quarantine, and to recognise a delivery that comes again.</summary>
    /// <remarks>A delivery of the same id, of another <see cref="Attempt"/> and with the same content is not sent twice to a sink by one process. Two that are not the same have ids, or attempts, of their own.</remarks>
    string Id { get; }

    /// <summary>1 when it is handed out for the first time, more when it was returned or its lease was lost before.</summary>
    int Attempt { get; }

    /// <summary>Whether it comes again after <see cref="Disposition.Return"/>. Where it does not, the pipe tries again in place.</summary>
    bool CanReturn { get; }

    /// <summary>Whether the source has a place of its own for rejected deliveries (a dead-letter queue). Where it has none, the pipe's quarantine keeps them.</summary>
    bool KeepsRejected { get; }

    /// <summary>Fires when the lease is lost: the delivery may be handed to somebody else, so unfinished work on it is wasted and is cancelled.</summary>
    CancellationToken LeaseLost { get; }

    /// <summary>The objects it tells of, in their order; empty when it tells of none.</summary>
    IReadOnlyList<ISourceObject> Objects { get; }

    /// <summary>What could not be understood of it, or <see langword="null"/>. Its <see cref="Objects"/> are read all the same.</summary>
    Failure? Problem { get; }

    /// <summary>The delivery as it came (a message's body): what the quarantine keeps of it. Empty for a file.</summary>
    ReadOnlyMemory<byte> Payload { get; }

    /// <summary>When it was sent to the source's queue, if there is one and it says so: from that the pipe tells how long deliveries wait there. Default <see langword="null"/>.</summary>
    DateTimeOffset? SentAt => null;

    /// <summary>Ends the delivery. Called exactly once, whatever happened, also when <see cref="LeaseLost"/> has fired.</summary>
    /// <param name="disposition">What becomes of it.</param>
    /// <param name="cancellationToken">Gives up waiting; what becomes of the delivery is then unknown, as after a crash.</param>
    /// <returns>Completes when the source has taken the answer. A failure to settle is the source's to retry and to report: it does not throw for it.</returns>
    ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default);
}
