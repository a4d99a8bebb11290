namespace Fluency.Ingest.Sinks;

/// <summary>Where records go that a sink does not take: to the quarantine, with which their segment is settled.</summary>
/// <param name="quarantine">The quarantine's lane, or null. Asked for late, since the lanes are made one after the other.</param>
/// <param name="time">The clock.</param>
sealed class RecordQuarantine(Func<SinkLane?> quarantine, TimeProvider time)
{
    /// <summary>Whether records of this sink can go there: not those of the quarantine itself.</summary>
    public bool IsBehind(int sink) => quarantine() is { } lane && lane.Index != sink;

    /// <summary>Takes a copy of the records and waits for room before the quarantine.</summary>
    public async ValueTask KeepAsync(Segment segment, RecordBatch records, Failure failure, CancellationToken cancellationToken)
    {
        var lane = quarantine() ?? throw new InvalidOperationException("A pipe without a quarantine cannot keep records in it.");
        var kept = new Segment(Describe(records, failure), segment.Owner, lane.Index, segment.LastIndex, segment) { Quarantined = [.. records.Select(static record => record.Index)] };
        try
        {
            await lane.PostAsync(kept, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            kept.Fail(new Failure(FailureCause.Shutdown, "The pipe was stopped before the records were taken by the quarantine."));
            kept.Dispose();
            throw;
        }
    }

    RecordBatch Describe(RecordBatch records, Failure failure)
    {
        var entries = new RecordBatch();
        foreach (var record in records)
        {
            QuarantineEntry.AppendRecord(entries, record, failure.Cause, failure.Reason, time.GetUtcNow());
        }

        return entries;
    }
}
