using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>The records of one object as the router hands them out: counts what becomes of them, and holds what goes to each sink until somebody takes it.</summary>
sealed class ObjectRecords(PipeState state, Unrouted unrouted) : IRecordOutput
{
    readonly HeldRecords?[] _held = new HeldRecords?[state.Lanes.Count];
    RecordCounts _counts;

    /// <summary>What earlier tries have made durable, and what this one does; null until the object is known.</summary>
    public ObjectProgress? Progress { get; set; }

    /// <summary>Bytes of the object so far, decompressed.</summary>
    public long ObjectBytes { get; set; }

    /// <summary>Records that no route took, wherever they went.</summary>
    public long Unrouted { get; private set; }

    /// <summary>Records that went to the quarantine since no route took them.</summary>
    public long Kept => _counts.Quarantined;

    /// <summary>What became of the records, once all is settled.</summary>
    public RecordCounts Counts
    {
        get
        {
            var counts = _counts;

            // Those that went to a sink, and not there, when they were counted: a retry may have dropped what another try had sent.
            var kept = Math.Min(Progress?.Settled.QuarantinedCount ?? 0, counts.Delivered);
            counts.Quarantined += kept;
            counts.Delivered -= kept;
            return counts;
        }
    }

    /// <summary>What is held and was not taken.</summary>
    public long HeldBytes
    {
        get
        {
            long held = 0;
            foreach (var records in _held)
            {
                held += records?.HeldBytes ?? 0;
            }

            return held;
        }
    }

    /// <summary>Takes the next portion for a sink out, in the order of the records.</summary>
    public bool TryTake(int sink, [NotNullWhen(true)] out RecordBatch? records, out uint lastIndex)
    {
        (records, lastIndex) = (null, 0);
        return _held[sink]?.TryTake(out records, out lastIndex) is true;
    }

    /// <summary>Lets go of what is held.</summary>
    public void Discard()
    {
        foreach (ref var records in _held.AsSpan())
        {
            records?.Dispose();
            records = null;
        }
    }

    /// <summary>Counts from the beginning: none of the records went anywhere.</summary>
    public void ForgetCounts() => _counts = default;

    public void Deliver(Record record, Route route)
    {
        // By index: the enumerator of an interface would be an allocation for each record.
        for (var i = 0; i < route.Sinks.Count; i++)
        {
            Hold(route.Sinks[i], record);
        }
    }

    public void Leave(Record record, RecordOutcome outcome)
    {
        _counts.Read++;
        switch (outcome)
        {
            case RecordOutcome.Dropped:
                _counts.Dropped++;
                break;
            case RecordOutcome.Unrouted:
                Unrouted++;
                LeaveUnrouted(record);
                break;
            default:
                _counts.Delivered++;
                break;
        }
    }

    void LeaveUnrouted(Record record)
    {
        if (unrouted.IsDropped)
        {
            _counts.Unrouted++;
        }
        else if (unrouted.Sink is { } otherwise)
        {
            _counts.Delivered++;
            Hold(otherwise, record);
        }
        else
        {
            HoldForQuarantine(record);
        }
    }

    void Hold(int sink, Record record)
    {
        if (!Progress!.Settled.IsSettled(sink, record.Index))
        {
            HeldFor(sink).Append(record, ObjectBytes);
        }
    }

    void HoldForQuarantine(Record record)
    {
        if (state.Quarantine is not { } quarantine)
        {
            var place = $"Record {record.Index} of {record.Object.Uri}";
            throw new IngestException(
                FailureCause.Unrouted,
                record.Error is { } error
                    ? $"{place} could not be routed, and the pipe names no place for such records (a quarantine, an Otherwise sink). A selector or the router failed: {error}"
                    : $"{place} is taken by no route, and the pipe names no place for such records. Add a route that takes it, an Otherwise sink, or a quarantine; or say Otherwise: Drop.")
            {
                Object = record.Object,
                RecordIndex = record.Index,
            };
        }

        _counts.Quarantined++;
        if (!Progress!.Settled.IsSettled(quarantine.Index, record.Index))
        {
            var reason = record.Error ?? "No route takes the record.";
            var portion = HeldFor(quarantine.Index).Open(record, record.Raw.Length, ObjectBytes);
            QuarantineEntry.AppendRecord(portion, record, FailureCause.Unrouted, reason, state.Time.GetUtcNow());
        }
    }

    HeldRecords HeldFor(int sink) => _held[sink] ??= new HeldRecords(state.Options.BatchRecords, state.Options.BatchBytes);
}
