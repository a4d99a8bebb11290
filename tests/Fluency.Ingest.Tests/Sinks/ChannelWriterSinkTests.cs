using System.Text;
using System.Threading.Channels;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class ChannelWriterSinkTests
{
    readonly Channel<RecordBatch> _channel = Channel.CreateBounded<RecordBatch>(1);
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChannelWriterSink_Batch_ArrivesAsACopyOfItsOwn()
    {
        var batch = Batches.Of("{\"a\":1}", "2");
        var id = batch[1].Id;
        await new ChannelWriterSink(_channel.Writer).WriteAsync(batch, _cancellation);
        batch.Dispose();

        using var read = await _channel.Reader.ReadAsync(_cancellation);
        read.Select(record => Encoding.UTF8.GetString(record.Body)).Should().Equal("{\"a\":1}", "2");
        read[1].Id.Should().Be(id);
    }

    [Fact]
    public async Task ChannelWriterSink_FullChannel_WaitsUntilItIsRead()
    {
        var sink = new ChannelWriterSink(_channel.Writer);
        using var batch = Batches.Of("1");
        await sink.WriteAsync(batch, _cancellation);
        var second = sink.WriteAsync(batch, _cancellation).AsTask();
        second.IsCompleted.Should().BeFalse();
        _channel.Reader.TryRead(out _).Should().BeTrue();

        await second;
        _channel.Reader.Count.Should().Be(1);
    }

    [Fact]
    public async Task ChannelWriterSink_CompletedChannel_BlamesNoRecord()
    {
        _channel.Writer.Complete();
        using var batch = Batches.Of("1");
        var write = async () => await new ChannelWriterSink(_channel.Writer).WriteAsync(batch, _cancellation);

        (await write.Should().ThrowAsync<SinkException>()).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task ChannelWriterSink_CompletedWhileItWaits_BlamesNoRecord()
    {
        var sink = new ChannelWriterSink(_channel.Writer);
        using var batch = Batches.Of("1");
        await sink.WriteAsync(batch, _cancellation);
        var second = sink.WriteAsync(batch, _cancellation).AsTask();
        _channel.Writer.Complete(new InvalidOperationException("The reader gave up."));

        (await FluentActions.Awaiting(() => second).Should().ThrowAsync<SinkException>()).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task ChannelWriterSink_CancelledWhileItWaits_PutsNothingIn()
    {
        var sink = new ChannelWriterSink(_channel.Writer);
        using var batch = Batches.Of("1");
        await sink.WriteAsync(batch, _cancellation);
        using var cancellation = new CancellationTokenSource();
        var second = sink.WriteAsync(batch, cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => second).Should().ThrowAsync<OperationCanceledException>();
        _channel.Reader.TryRead(out _).Should().BeTrue();
        _channel.Reader.TryRead(out _).Should().BeFalse();
    }
}
