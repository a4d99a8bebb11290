using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class NullSinkTests
{
    [Fact]
    public void NullSink_Batch_IsDoneAtOnce()
    {
        using var batch = Batches.Of("1");

        new NullSink().WriteAsync(batch, TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task NullSink_Cancelled_SaysSo()
    {
        using var batch = Batches.Of("1");
        var write = () => new NullSink().WriteAsync(batch, new CancellationToken(canceled: true)).AsTask();

        await write.Should().ThrowAsync<OperationCanceledException>();
    }
}
