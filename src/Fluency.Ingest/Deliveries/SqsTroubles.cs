namespace Fluency.Ingest.Deliveries;

/// <summary>Tells the pipe what a queue does not let be done, each time, and once when it does again.</summary>
/// <param name="queueUrl">The queue.</param>
/// <param name="report">Takes it.</param>
sealed class SqsTroubles(string queueUrl, Action<SourceTrouble> report)
{
    const string Receive = "receive";
    const string Delete = "delete";

    int _receiveFails;
    int _deleteFails;

    /// <summary>Notes a receive that failed.</summary>
    public void ReceiveFailed(Exception exception)
    {
        Volatile.Write(ref _receiveFails, 1);
        var toMend = SqsFailures.WhatToMend(exception, queueUrl);
        var failure = toMend is not null
            ? Failure.From(toMend)
            : new Failure(FailureCause.Network, $"Receives from the queue {queueUrl} fail ({exception.GetType().Name}: {exception.Message.TrimEnd('.')}). They are tried again until they work.") { Exception = exception };
        report(new SourceTrouble(Receive, failure) { IsBlocking = toMend is not null });
    }

    /// <summary>Notes a receive that went well.</summary>
    public void Received() => Mended(ref _receiveFails, Receive);

    /// <summary>Notes a message that was done and could not be deleted.</summary>
    public void DeleteFailed(SqsOutcome outcome)
    {
        Volatile.Write(ref _deleteFails, 1);
        var isDenied = outcome == SqsOutcome.Denied;
        var failure = isDenied
            ? new Failure(FailureCause.AccessDenied, $"Messages of the queue {queueUrl} are done but may not be deleted: each comes again and again. Grant sqs:DeleteMessage on the queue.")
            : new Failure(FailureCause.Network, $"Messages of the queue {queueUrl} are done but cannot be deleted ({outcome}): they come again, and their records are delivered twice.");
        report(new SourceTrouble(Delete, failure) { IsBlocking = isDenied });
    }

    /// <summary>Notes a message that was deleted.</summary>
    public void Deleted() => Mended(ref _deleteFails, Delete);

    // Nearly always nothing was wrong: not worth more than a look.
    void Mended(ref int fails, string operation)
    {
        if (Volatile.Read(ref fails) == 1 && Interlocked.Exchange(ref fails, 0) == 1)
        {
            report(new SourceTrouble(operation, null));
        }
    }
}
