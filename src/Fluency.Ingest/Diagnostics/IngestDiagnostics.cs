using System.Diagnostics;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Diagnostics;

/// <summary>The names under which Fluency.Ingest reports to OpenTelemetry: <c>AddMeter(IngestDiagnostics.MeterName)</c>, <c>AddSource(IngestDiagnostics.ActivitySourceName)</c>.</summary>
/// <remarks>What is reported stands in docs/telemetry.md.</remarks>
public static class IngestDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Fluency.Ingest";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Fluency.Ingest";

    // As many as backends keep of a span; a batch may be of a thousand deliveries.
    const int MaxLinks = 128;

    internal static ActivitySource ActivitySource { get; } = new(ActivitySourceName);

    internal static Activity? StartDelivery(string pipe, string source, IDelivery delivery)
    {
        if (!ActivitySource.HasListeners())
        {
            return null;
        }

        var activity = ActivitySource.StartActivity("process " + source, ActivityKind.Consumer);
        activity?.SetTag(Tags.Pipe, pipe);
        activity?.SetTag(Tags.Source, source);
        activity?.SetTag(Tags.MessagingOperation, "process");
        activity?.SetTag(Tags.MessagingOperationType, "process");
        activity?.SetTag(Tags.MessageId, delivery.Id);
        activity?.SetTag(Tags.Attempt, delivery.Attempt);
        return activity;
    }

    internal static Activity? StartObject(ObjectReference reference)
    {
        var activity = ActivitySource.StartActivity("read object", ActivityKind.Client);
        activity?.SetTag(Tags.Object, reference.Uri);
        return activity;
    }

    internal static Activity? StartRoute(string router)
    {
        if (!ActivitySource.HasListeners())
        {
            return null;
        }

        var activity = ActivitySource.StartActivity("route " + router);
        activity?.SetTag(Tags.Router, router);
        return activity;
    }

    /// <summary>A write is a root of its own, since it is of many deliveries: it links to the span of each.</summary>
    internal static Activity? StartWrite(string sink, List<Segment> segments)
    {
        if (!ActivitySource.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        var links = segments.Select(static segment => segment.Owner.Trace).Where(static context => context != default).Distinct().Take(MaxLinks).Select(static context => new ActivityLink(context));
        var activity = ActivitySource.StartActivity(ActivityKind.Producer, parentContext: default, links: links, name: "write " + sink);
        activity?.SetTag(Tags.Sink, sink);
        return activity;
    }

    internal static void Fail(this Activity? activity, FailureCause cause)
    {
        activity?.SetStatus(ActivityStatusCode.Error, cause.ToString());
        activity?.SetTag(Tags.ErrorType, cause.ToString());
    }
}
