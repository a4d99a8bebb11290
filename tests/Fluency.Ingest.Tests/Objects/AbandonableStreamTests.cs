using System.IO.Pipelines;
using Fluency.Ingest.Objects;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public sealed class AbandonableStreamTests : IDisposable
{
    // What is written is read before the flush returns.
    readonly System.IO.Pipelines.Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
    readonly CancellationTokenSource _drain = new();
    readonly CancellationTokenSource _giveUp = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _drain.Dispose();
        _giveUp.Dispose();
    }

    [Fact]
    public async Task Read_Content_ComesWhole()
    {
        await _pipe.Writer.WriteAsync("[1]"u8.ToArray(), Token);
        await _pipe.Writer.CompleteAsync();

        (await new StreamReader(Open()).ReadToEndAsync(Token)).Should().Be("[1]");
    }

    [Fact(Timeout = 20_000)]
    public async Task Read_GivenUp_LeavesTheBufferAlone()
    {
        var buffer = new byte[8];
        var reading = Open().ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();

        await _giveUp.CancelAsync();

        await FluentActions.Awaiting(() => reading).Should().ThrowAsync<OperationCanceledException>();
        await _pipe.Writer.WriteAsync("too late"u8.ToArray(), Token);
        buffer.Should().AllBeEquivalentTo((byte)0);
    }

    [Fact]
    public async Task Read_NothingCameForLong_IsWaitedFor()
    {
        using var idle = new CancellationTokenSource();
        var buffer = new byte[8];
        var reading = Open().ReadAsync(buffer, idle.Token).AsTask();
        await idle.CancelAsync();

        await _pipe.Writer.WriteAsync("[1]"u8.ToArray(), Token);

        (await reading).Should().Be(3);
    }

    [Fact]
    public async Task Read_EndAfterTheDrain_IsNoProof()
    {
        await using var stream = Open();
        await _drain.CancelAsync();
        await _pipe.Writer.CompleteAsync();

        (await FluentActions.Awaiting(async () => await stream.ReadAsync(new byte[8], Token)).Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.Shutdown);
    }

    AbandonableStream Open() => new(_pipe.Reader.AsStream(), new ObjectReference("file", "pipe") { Uri = "pipe" }, _drain.Token, _giveUp.Token);
}
