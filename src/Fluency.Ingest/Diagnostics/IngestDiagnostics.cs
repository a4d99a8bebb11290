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

    internal static Activity? StartDelivery(string pipe, string source, IDelivery delivery) => Start((pipe, source, delivery), static of =>
    {
        var activity = ActivitySource.StartActivity("process " + of.source, ActivityKind.Consumer);
        activity?.SetTag(Tags.Pipe, of.pipe);
        activity?.SetTag(Tags.Source, of.source);
        activity?.SetTag(Tags.MessagingOperation, "process");
        activity?.SetTag(Tags.MessagingOperationType, "process");
        activity?.SetTag(Tags.MessageId, of.delivery.Id);
        activity?.SetTag(Tags.Attempt, of.delivery.Attempt);
        return activity;
    });

    internal static Activity? StartObject(ObjectReference reference) => Start(reference, static reference =>
    {
        var activity = ActivitySource.StartActivity("read object", ActivityKind.Client);
        activity?.SetTag(Tags.Object, reference.Uri);
        return activity;
    });

    internal static Activity? StartRoute(string router) => Start(router, static router =>
    {
        var activity = ActivitySource.StartActivity("route " + router);
        activity?.SetTag(Tags.Router, router);
        return activity;
    });

    /// <summary>A write is a root of its own, since it is of many deliveries: it links to the span of each.</summary>
    internal static Activity? StartWrite(string sink, List<Segment> segments) => Start((sink, segments), static of =>
    {
        Activity.Current = null;
        var links = of.segments.Select(static segment => segment.Owner.Trace).Where(static context => context != default).Distinct().Take(MaxLinks).Select(static context => new ActivityLink(context));
        var activity = ActivitySource.StartActivity(ActivityKind.Producer, parentContext: default, links: links, name: "write " + of.sink);
        activity?.SetTag(Tags.Sink, of.sink);
        return activity;
    });

    // What a listener or sampler throws is not the delivery's failure, nor the sink's.
    static Activity? Start<T>(T of, Func<T, Activity?> start)
    {
        if (!ActivitySource.HasListeners())
        {
            return null;
        }

        try
        {
            return start(of);
        }
        catch (Exception)
        {
            return null;
        }
    }

    internal static void Fail(this Activity? activity, FailureCause cause)
    {
        activity?.SetStatus(ActivityStatusCode.Error, cause.ToString());
        activity?.SetTag(Tags.ErrorType, cause.ToString());
    }
}
