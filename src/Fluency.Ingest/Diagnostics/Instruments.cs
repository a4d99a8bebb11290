using System.Diagnostics.Metrics;

namespace Fluency.Ingest.Diagnostics;

/// <summary>All instruments of the meter: OpenTelemetry's names for messaging where it has one, else <c>fluency.ingest.*</c>; units are UCUM's. They are described in docs/telemetry.md.</summary>
static class Instruments
{
    // Lags of CloudTrail are minutes, and an outage makes hours of them; calls and writes are milliseconds.
    static readonly InstrumentAdvice<double> LagSeconds = new() { HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 14400, 86400] };
    static readonly InstrumentAdvice<double> CallSeconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
    static readonly InstrumentAdvice<long> BatchRecordCounts = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 512, 1024, 4096, 16384] };
    static readonly InstrumentAdvice<long> BatchByteCounts = new() { HistogramBucketBoundaries = [1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216] };

    public static Meter Meter { get; } = new(IngestDiagnostics.MeterName);

    public static Counter<long> MessagesConsumed { get; } =
        Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Messages received from a queue, each time they were.");

    public static Histogram<double> ClientOperationDuration { get; } =
        Meter.CreateHistogram("messaging.client.operation.duration", "s", "How long calls to a queue took; a receive waits for messages.", advice: CallSeconds);

    public static Histogram<double> ProcessDuration { get; } =
        Meter.CreateHistogram("messaging.process.duration", "s", "From when a delivery was handed out until it was settled.", advice: CallSeconds);

    public static Counter<long> DeliveriesReceived { get; } =
        Meter.CreateCounter<long>("fluency.ingest.deliveries.received", "{delivery}", "Deliveries handed out by sources, each time they were.");

    public static Counter<long> DeliveriesSettled { get; } =
        Meter.CreateCounter<long>("fluency.ingest.deliveries.settled", "{delivery}", "Deliveries settled, by disposition.");

    public static Counter<long> Failures { get; } =
        Meter.CreateCounter<long>("fluency.ingest.failures", "{failure}", "Deliveries settled with a failure, by error.type.");

    public static Counter<long> ObjectBytes { get; } =
        Meter.CreateCounter<long>("fluency.ingest.objects.bytes", "By", "Bytes of objects received, compressed as they are stored.");

    public static Histogram<double> ObjectDuration { get; } =
        Meter.CreateHistogram("fluency.ingest.object.duration", "s", "From an object's opening to its proven end, or its failure; with the waits for room.", advice: CallSeconds);

    public static Counter<long> RecordsRead { get; } =
        Meter.CreateCounter<long>("fluency.ingest.records.read", "{record}", "Records of settled deliveries, each once, by what became of them.");

    public static Counter<long> ProcessorErrors { get; } =
        Meter.CreateCounter<long>("fluency.ingest.processor.errors", "{error}", "Answers Error and exceptions of processors, each time a record met one.");

    public static Counter<long> RecordsWritten { get; } =
        Meter.CreateCounter<long>("fluency.ingest.records.written", "{record}", "Records made durable, by sink.");

    public static Histogram<double> WriteDuration { get; } =
        Meter.CreateHistogram("fluency.ingest.write.duration", "s", "How long one try of a write to a sink took.", advice: CallSeconds);

    public static Counter<long> WriteRetries { get; } =
        Meter.CreateCounter<long>("fluency.ingest.write.retries", "{retry}", "Writes to a sink that were tried again.");

    public static Histogram<long> BatchRecords { get; } =
        Meter.CreateHistogram("fluency.ingest.batch.records", "{record}", "Records in a write that succeeded.", advice: BatchRecordCounts);

    public static Histogram<long> BatchSize { get; } =
        Meter.CreateHistogram("fluency.ingest.batch.size", "By", "Bytes of the records in a write that succeeded, with envelopes.", advice: BatchByteCounts);

    public static Histogram<double> EventLag { get; } =
        Meter.CreateHistogram("fluency.ingest.event.lag", "s", "From the event (eventTime of an object's first record) until its object was durable in a sink.", advice: LagSeconds);

    public static Histogram<double> DeliveryLag { get; } =
        Meter.CreateHistogram("fluency.ingest.delivery.lag", "s", "From an object's being stored until it was durable in a sink.", advice: LagSeconds);

    public static Histogram<double> QueueAge { get; } =
        Meter.CreateHistogram("fluency.ingest.queue.age", "s", "From the sending of a message until it was received.", advice: LagSeconds);

    /// <summary>The gauges, which ask every pipe that runs when somebody asks them.</summary>
    public static IReadOnlyList<Instrument> Gauges { get; } =
    [
        Meter.CreateObservableUpDownCounter("fluency.ingest.deliveries.in_flight", LivePipes.DeliveriesInFlight, "{delivery}", "Deliveries handed out and not yet settled."),
        Meter.CreateObservableUpDownCounter("fluency.ingest.lane.depth", LivePipes.LaneDepth, "{record}", "Records that wait before a sink."),
        Meter.CreateObservableUpDownCounter("fluency.ingest.memory.in_flight", LivePipes.MemoryInFlight, "By", "Memory that is held by records which are read and not yet durable."),
        Meter.CreateObservableUpDownCounter("fluency.ingest.memory.limit", LivePipes.MemoryLimit, "By", "How much that may be: MaxInFlightBytes."),
        Meter.CreateObservableUpDownCounter("fluency.ingest.objects.open", LivePipes.ObjectsOpen, "{object}", "Objects that are open; a large one counts for several."),
        Meter.CreateObservableUpDownCounter("fluency.ingest.objects.limit", LivePipes.ObjectsLimit, "{object}", "How many objects may be open at once now; it adapts."),
        Meter.CreateObservableGauge("fluency.ingest.component.state", LivePipes.States, "{state}", "The state of each component: 0 idle, 1 flowing, 2 degraded, 3 blocked, 4 stopped."),
    ];
}
