using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class DelegateSinkTests
{
    [Fact]
    public async Task DelegateSink_Write_CallsTheFunctionWithBatchAndToken()
    {
        RecordBatch? seen = null;
        CancellationToken token = default;
        using var batch = Batches.Of("1");
        using var cancellation = new CancellationTokenSource();
        ISink sink = new DelegateSink((given, givenToken) =>
        {
            (seen, token) = (given, givenToken);
            return ValueTask.CompletedTask;
        });
        await sink.WriteAsync(batch, cancellation.Token);

        seen.Should().BeSameAs(batch);
        token.Should().Be(cancellation.Token);
        sink.MaxConcurrentWrites.Should().Be(1);
    }

    [Fact]
    public async Task DelegateSink_Write_LastsUntilTheFunctionIsDone()
    {
        var gate = new TaskCompletionSource();
        using var batch = Batches.Of("1");
        var write = new DelegateSink(async (_, _) => await gate.Task).WriteAsync(batch, TestContext.Current.CancellationToken).AsTask();
        write.IsCompleted.Should().BeFalse();
        gate.SetResult();

        await write;
    }

    [Fact]
    public async Task DelegateSink_FunctionThrows_LetsTheExceptionThrough()
    {
        var failure = new SinkException("no", isTransient: false);
        using var batch = Batches.Of("1");
        var write = async () => await new DelegateSink((_, _) => throw failure).WriteAsync(batch, TestContext.Current.CancellationToken);

        (await write.Should().ThrowAsync<SinkException>()).Which.Should().BeSameAs(failure);
    }

    [Fact]
    public void DelegateSink_SeveralWritesAllowed_TellsThePipe() =>
        new DelegateSink((_, _) => default) { MaxConcurrentWrites = 4 }.As<ISink>().MaxConcurrentWrites.Should().Be(4);

    [Fact]
    public void DelegateSink_NoWritesAllowed_IsRefused()
    {
        var create = () => new DelegateSink((_, _) => default) { MaxConcurrentWrites = 0 };

        create.Should().Throw<ArgumentOutOfRangeException>();
    }
}
