using System.ComponentModel.DataAnnotations;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Deliveries;

/// <summary>How a pipe works: order, budgets, batches, retries. The defaults suit CloudTrail.</summary>
public sealed class PipeOptions
{
    /// <summary>In which order records reach a sink. Default <see cref="Ordering.Arrival"/>.</summary>
    public Ordering Ordering { get; set; } = Ordering.Arrival;

    /// <summary>How long a delivery that is not ready may hold up those behind it. Default 30 seconds. Longer keeps more order and delays more when one object is slow.</summary>
    [TimeRange("00:00:00.001", "12:00:00")]
    public TimeSpan OrderHold { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Decompressed bytes up to which an object is proven whole before its first record leaves for a sink. Default 16 MiB.</summary>
    /// <remarks>A damaged object up to this size yields no records at all. A larger one streams, and yields those before the damage; from its beginning, if its stored bytes alone
    /// are more. So does one whose records and their bookkeeping weigh more than four times this limit, as only millions of tiny records do. Raising it costs that much memory for each object in work.</remarks>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int BufferLimit { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of records that may be read but not yet durable. Default 256 MiB; at least four times <see cref="BufferLimit"/>.</summary>
    /// <remarks>The delivery at the head of the order may pass it by what one object weighs in memory (at most four times <see cref="BufferLimit"/>) and what its sinks have in work, so that it always gets on.</remarks>
    [AtLeast(256 * 1024)]
    public long MaxInFlightBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Deliveries that may be unsettled at once, for each source. Default 2,048. A queue hides as many messages from other consumers.</summary>
    [Range(1, 100_000)]
    public int MaxInFlightDeliveries { get; set; } = 2048;

    /// <summary>The most objects that may be open at once. Default 1,024, enough to keep a processor busy with small ones at 100 ms a request.</summary>
    /// <remarks>How many of them are open is found out while the pipe runs, from 32 on: the more, the longer a request takes, and as few as keep the processor (or whatever else is
    /// the limit) busy. A large object counts for several, up to sixteen. Each may have a connection of its own.</remarks>
    [Range(1, 10_000)]
    public int MaxOpenObjects { get; set; } = 1024;

    /// <summary>Most records in one write to a sink. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int BatchRecords { get; set; } = 1024;

    /// <summary>Most bytes in one write to a sink, but for a single record that is larger. Default 1 MiB.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int BatchBytes { get; set; } = 1024 * 1024;

    /// <summary>Longest wait for a batch to fill while more is on its way. Default 1 second. Nothing waits when nothing is on its way.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Delay after the first failure of a delivery before it comes again. Default 5 seconds; it doubles from failure to failure, with jitter.</summary>
    [TimeRange("00:00:00.001", "12:00:00")]
    public TimeSpan ReturnDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest delay before a failed delivery comes again. Default 15 minutes.</summary>
    [TimeRange("00:00:00.001", "12:00:00")]
    public TimeSpan MaxReturnDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a delivery may fail by its own fault (not by an outage) before it is rejected. Default 20: with the default delays, about three hours.</summary>
    [Range(1, 1_000_000)]
    public int MaxReceives { get; set; } = 20;

    /// <summary>Delay before a sink is tried again after a transient failure. Default 200 milliseconds; it doubles up to <see cref="MaxSinkRetryDelay"/>, with jitter.</summary>
    [TimeRange("00:00:00.001", "01:00:00")]
    public TimeSpan SinkRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest delay between tries of a sink. Default 30 seconds. A sink is tried for as long as the pipe runs.</summary>
    [TimeRange("00:00:00.001", "01:00:00")]
    public TimeSpan MaxSinkRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long work in hand may go on after the pipe was told to stop. Default 30 seconds; then it is aborted and returned.</summary>
    [TimeRange("00:00:00", "12:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the last record data counts as flowing in <see cref="Pipe.GetStatus"/>, and over which rates are averaged. Default 5 minutes, as often as CloudTrail delivers; a quiet account may want an hour.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan FlowWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How objects are read.</summary>
    [ValidateObjectMembers]
    public ObjectOptions Objects { get; set; } = new();

    /// <summary>Limits on records.</summary>
    [ValidateObjectMembers]
    public RecordOptions Records { get; set; } = new();
}
