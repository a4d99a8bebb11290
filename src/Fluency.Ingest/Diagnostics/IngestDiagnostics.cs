using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Fluency.Ingest.Diagnostics;

/// <summary>The names under which Fluency.Ingest reports to OpenTelemetry: <c>AddMeter(IngestDiagnostics.MeterName)</c>, <c>AddSource(IngestDiagnostics.ActivitySourceName)</c>.</summary>
public static class IngestDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Fluency.Ingest";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Fluency.Ingest";

    static readonly Meter Meter = new(MeterName);

    internal static ActivitySource ActivitySource { get; } = new(ActivitySourceName);

    internal static Counter<long> DeliveriesReceived { get; } =
        Meter.CreateCounter<long>("fluency.ingest.deliveries.received", "{delivery}", "Deliveries handed out by sources, each time they were.");

    internal static Counter<long> DeliveriesSettled { get; } =
        Meter.CreateCounter<long>("fluency.ingest.deliveries.settled", "{delivery}", "Deliveries settled, by disposition.");

    internal static Counter<long> RecordsRead { get; } =
        Meter.CreateCounter<long>("fluency.ingest.records.read", "{record}", "Records of settled deliveries.");

    internal static Counter<long> RecordsWritten { get; } =
        Meter.CreateCounter<long>("fluency.ingest.records.written", "{record}", "Records made durable, by sink.");

    internal static Counter<long> BytesRead { get; } =
        Meter.CreateCounter<long>("fluency.ingest.objects.bytes", "By", "Bytes of objects received, compressed as they are stored.");

    internal static Counter<long> Failures { get; } =
        Meter.CreateCounter<long>("fluency.ingest.failures", "{failure}", "Failures of deliveries, by error.type.");

    internal static Activity? StartDelivery(string source, IDelivery delivery)
    {
        var activity = ActivitySource.StartActivity("process " + source, ActivityKind.Consumer);
        activity?.SetTag("messaging.operation.type", "process");
        activity?.SetTag("messaging.message.id", delivery.Id);
        activity?.SetTag("fluency.ingest.attempt", delivery.Attempt);
        return activity;
    }

    internal static Activity? StartObject(ObjectReference reference)
    {
        var activity = ActivitySource.StartActivity("read object");
        activity?.SetTag("fluency.ingest.object", reference.Uri);
        return activity;
    }
}
