using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Abstractions;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Routing;

public sealed class RecordRouterAllocationTests
{
    const string Record = """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"ann"},"eventTime":"2023-07-10T12:34:56Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":"text","sourceIPAddress":"2001:db8::1","resources":[{"ARN":"arn:aws:s3:::b"}]}""";

    static readonly RecordPath Name = RecordPath.Parse("eventName");

    [Fact]
    public void RecordRouter_SteadyState_AllocatesNothing()
    {
        Route[] routes =
        [
            SomeRoutes.Of("never", static record => record.TryGet(Name, out var value) && value.TextEquals("PutObject"u8)),
            SomeRoutes.Of("aborts", new CloudTrailAdjustments(), new SomeProcessor(static _ => ProcessorResult.Abort)),
            SomeRoutes.Of("errs", new CloudTrailAdjustments(), new SomeProcessor(static _ => ProcessorResult.Error("reason"))),
            SomeRoutes.Of("all", new CloudTrailAdjustments()),
        ];
        using var router = new RecordRouter(SomeRoutes.RouterOf(routes, matchAll: true), routes);
        ArraySegment<byte>[] records = [.. SomeBatch.Lent([.. Enumerable.Repeat(Record, 100)])];
        var output = new CountingOutput();
        Run(router, records, output);
        Run(router, records, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isSynchronous = Run(router, records, output);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
        isSynchronous.Should().BeTrue();
        output.Deliveries.Should().Be(3 * 2 * records.Length);
    }

    static bool Run(RecordRouter router, ArraySegment<byte>[] records, CountingOutput output)
    {
        for (var i = 0; i < records.Length; i++)
        {
            router.Add(SomeBatch.Object, SomeBatch.ObjectId, (uint)i, records[i]);
        }

        var run = router.RunAsync(output, CancellationToken.None);
        return run.IsCompletedSuccessfully;
    }

    sealed class CountingOutput : IRecordOutput
    {
        public int Deliveries { get; private set; }

        public void Deliver(Record record, Route route) => Deliveries++;

        public void Leave(Record record, RecordOutcome outcome)
        {
        }
    }
}
