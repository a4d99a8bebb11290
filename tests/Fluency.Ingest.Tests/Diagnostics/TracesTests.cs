using System.Collections.Concurrent;
using System.Diagnostics;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>What an activity listener, such as OpenTelemetry's, gets of a pipe that runs.</summary>
public sealed class TracesTests : IDisposable
{
    readonly string _name = $"traces-{Guid.NewGuid():n}";
    readonly ConcurrentQueue<Activity> _stopped = new();
    readonly ActivityListener _listener;

    public TracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == IngestDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Run_ADeliveryItsObjectsAndRoutesAreOneTraceAndTheWriteLinksToIt()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        var sink = new CollectingSink();
        await using var pipe = Pipe.CreateBuilder("test").From(queue, _name)
            .Route(route => route.Process(new SomeProcessor(static record => record.Index == 0 ? ProcessorResult.Error("no") : ProcessorResult.Drop)).To(sink, _name)).Build();
        queue.Add(_name, Some.Object("good", 3), new FakeObject("bad", "") { BeforeOpen = static (_, _) => throw new IngestException(FailureCause.AccessDenied, "no") });
        using var outer = new Activity("outer").Start();
        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        var delivery = _stopped.Single(span => span.OperationName == $"process {_name}");
        delivery.ParentSpanId.Should().Be(outer.SpanId);
        delivery.Kind.Should().Be(ActivityKind.Consumer);
        delivery.Status.Should().Be(ActivityStatusCode.Error);
        TagsOf(delivery).Should().Contain("fluency.ingest.disposition", "returned").And.Contain("error.type", "AccessDenied").And.Contain("messaging.message.id", _name);
        var objects = _stopped.Where(span => span.ParentSpanId == delivery.SpanId).ToDictionary(span => (string)TagsOf(span)["fluency.ingest.object"]!);
        objects.Keys.Should().BeEquivalentTo("fake://good", "fake://bad");
        objects["fake://bad"].Status.Should().Be(ActivityStatusCode.Error);
        var route = _stopped.Single(span => span.ParentSpanId == objects["fake://good"].SpanId);
        route.OperationName.Should().Be("route main");
        TagsOf(route).Should().Contain("fluency.ingest.records", 3L).And.Contain("fluency.ingest.records.dropped", 2L).And.Contain("fluency.ingest.processor.errors", 1L);
        var write = _stopped.Single(span => span.OperationName == $"write {_name}");
        write.ParentId.Should().BeNull("it is of many deliveries, and of none more than of another");
        write.Links.Should().ContainSingle().Which.Context.SpanId.Should().Be(delivery.SpanId);
        TagsOf(write).Should().Contain("fluency.ingest.records", 1);
    }

    static Dictionary<string, object?> TagsOf(Activity span) => span.TagObjects.ToDictionary(static tag => tag.Key, static tag => tag.Value);
}
