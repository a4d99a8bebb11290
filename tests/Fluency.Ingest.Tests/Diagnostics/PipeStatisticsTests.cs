using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

public sealed class PipeStatisticsTests
{
    [Fact]
    public async Task ToString_Sinks_ShowsTheFiguresOfEach()
    {
        await using var pipe = NotRun();

        pipe.Statistics.ToString().Should().StartWith("PipeStatistics { Messages = MessageStatistics { ")
            .And.EndWith("Sinks = { one = SinkStatistics { Records = 0, Bytes = 0, Batches = 0, Retries = 0 }, two = SinkStatistics { Records = 0, Bytes = 0, Batches = 0, Retries = 0 } } }");
    }

    [Fact]
    public async Task ToString_NoSinks_HasNone()
    {
        await using var pipe = NotRun();

        (pipe.Statistics with { Sinks = new Dictionary<string, SinkStatistics>() }).ToString().Should().EndWith("Sinks = {  } }");
    }

    static Pipe NotRun() => Pipe.CreateBuilder("test")
        .From(new MemorySource("a.json", ReadOnlyMemory<byte>.Empty))
        .Route(static route => route.To(new NullSink(), "one").To(new NullSink(), "two"))
        .Build();
}
