using System.IO.Pipes;
using System.Text;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class ConsoleSinkTests
{
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConsoleSink_Batches_WritesALineARecordAndFlushes()
    {
        using var output = new FaultyStream();
        await using var sink = new ConsoleSink(output);
        await WriteAsync(sink, """{"a":"é"}""", "{\n \"b\": 2 }");
        await WriteAsync(sink, "3");

        output.Flushed.Should().Be("{\"a\":\"é\"}\n{\"b\":2}\n3\n");
    }

    [Fact]
    public async Task ConsoleSink_ReaderOfPipeGone_SaysSoAndBlamesNoRecord()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows hides a closed pipe.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var output = new FileStream(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0);
        await using var sink = new ConsoleSink(output);
        pipe.DisposeLocalCopyOfClientHandle();

        (await FailureOfAsync(sink, "1")).Should().Match<SinkException>(e => e.IsTransient && e.Message.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConsoleSink_ClosedStream_BlamesNoRecord()
    {
        var output = new MemoryStream();
        await using var sink = new ConsoleSink(output);
        await output.DisposeAsync();

        (await FailureOfAsync(sink, "1")).IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task ConsoleSink_WriteFailsAtEveryByte_KeepsTheNextRecordsOnLinesOfTheirOwn()
    {
        for (var bytes = 0; bytes < "{\"a\":1}\n2\n".Length; bytes++)
        {
            using var output = new FaultyStream { BytesBeforeFault = bytes, Fault = new IOException("The device failed.") };
            await using var sink = new ConsoleSink(output);
            (await FailureOfAsync(sink, "{\"a\":1}", "2")).IsTransient.Should().BeTrue();
            await WriteAsync(sink, "{\"a\":1}", "2");

            output.Flushed.Should().EndWith("\n{\"a\":1}\n2\n", $"{bytes} bytes were written before the failure");
        }
    }

    [Fact]
    public async Task ConsoleSink_CancelledInMidBatch_KeepsTheNextRecordsOnLinesOfTheirOwn()
    {
        using var output = new FaultyStream { BytesBeforeFault = 3, Fault = new OperationCanceledException() };
        await using var sink = new ConsoleSink(output);
        var write = () => WriteAsync(sink, "11111");
        await write.Should().ThrowAsync<OperationCanceledException>();
        await WriteAsync(sink, "2");
        await WriteAsync(sink, "3");

        output.Flushed.Should().Be("111\n2\n3\n");
    }

    [Fact]
    public async Task ConsoleSink_CancelledBeforehand_WritesNothing()
    {
        using var output = new FaultyStream();
        await using var sink = new ConsoleSink(output);
        using var batch = Batches.Of("1");
        var write = async () => await sink.WriteAsync(batch, new CancellationToken(canceled: true));

        await write.Should().ThrowAsync<OperationCanceledException>();
        await WriteAsync(sink, "2");
        output.Flushed.Should().Be("2\n");
    }

    [Fact]
    public async Task ConsoleSink_Disposed_LeavesTheOutputOpenAndRefusesMore()
    {
        using var output = new FaultyStream();
        var sink = new ConsoleSink(output);
        await sink.DisposeAsync();
        await sink.DisposeAsync();
        var write = () => WriteAsync(sink, "1");

        await write.Should().ThrowAsync<ObjectDisposedException>();
        output.CanWrite.Should().BeTrue();
    }

    async Task WriteAsync(ConsoleSink sink, params string[] records)
    {
        using var batch = Batches.Of(records);
        await sink.WriteAsync(batch, _cancellation);
    }

    async Task<SinkException> FailureOfAsync(ConsoleSink sink, params string[] records)
    {
        var write = () => WriteAsync(sink, records);
        return (await write.Should().ThrowAsync<SinkException>()).Which;
    }

    /// <summary>Keeps what was flushed, and fails once in the middle of a write when it is told to.</summary>
    sealed class FaultyStream : MemoryStream
    {
        public Exception? Fault { get; set; }

        public int BytesBeforeFault { get; init; }

        public string Flushed { get; private set; } = "";

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Fault is not { } fault)
            {
                await base.WriteAsync(buffer, cancellationToken);
                return;
            }

            Fault = null;
            await base.WriteAsync(buffer[..BytesBeforeFault], cancellationToken);
            throw fault;
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushed = Encoding.UTF8.GetString(ToArray());
            return Task.CompletedTask;
        }
    }
}
