using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class ConsoleSinkTests
{
    // A pipe holds 64 KiB where nobody has changed that.
    static readonly string MoreThanAPipeHolds = new('1', 500_000);

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
        await using var sink = new ConsoleSink(StreamOf(pipe));
        pipe.DisposeLocalCopyOfClientHandle();

        (await FailureOfAsync(sink, "1")).Should().Match<SinkException>(e => e.IsTransient && e.Message.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConsoleSink_PipeThatDoesNotBlock_IsWaitedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are those of Linux.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        DoNotBlock(pipe.SafePipeHandle);
        await using var sink = new ConsoleSink(StreamOf(pipe));
        var write = WriteAsync(sink, MoreThanAPipeHolds, "2");
        var lines = new StreamReader(reader);

        (await lines.ReadLineAsync(_cancellation)).Should().Be(MoreThanAPipeHolds);
        (await lines.ReadLineAsync(_cancellation)).Should().Be("2");
        await write;
    }

    [Fact]
    public async Task ConsoleSink_ReaderStandsStill_CanBeGivenUpAndGoesOnWhereItWas()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pipe of Unix.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        await using var sink = new ConsoleSink(StreamOf(pipe));
        using var stop = new CancellationTokenSource();
        using var batch = Batches.Of(MoreThanAPipeHolds);
        var given = sink.WriteAsync(batch, stop.Token).AsTask();
        await stop.CancelAsync();
        var wait = () => given;
        await wait.Should().ThrowAsync<OperationCanceledException>();

        var next = WriteAsync(sink, "2");
        var lines = new StreamReader(reader);
        (await lines.ReadLineAsync(_cancellation)).Should().Be(MoreThanAPipeHolds, "what the operating system has begun with goes on by itself");
        (await lines.ReadLineAsync(_cancellation)).Should().Be("2");
        await next;
    }

    [Fact]
    public async Task ConsoleSink_DisposedWhileAGivenUpWriteStands_IsNotHeld()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pipe of Unix.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        var sink = new ConsoleSink(StreamOf(pipe));
        using var stop = new CancellationTokenSource();
        using var batch = Batches.Of(MoreThanAPipeHolds);
        var given = sink.WriteAsync(batch, stop.Token).AsTask();
        await stop.CancelAsync();
        await sink.DisposeAsync();

        var wait = () => given;
        await wait.Should().ThrowAsync<OperationCanceledException>();
        (await new StreamReader(reader).ReadLineAsync(_cancellation)).Should().Be(MoreThanAPipeHolds, "its memory is still its own");
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

    static UnixPipeStream StreamOf(AnonymousPipeServerStream pipe) => new(new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false));

    // O_NONBLOCK, by F_SETFL of fcntl(2).
    static void DoNotBlock(SafePipeHandle pipe) => Fcntl(pipe, 4, 0x800).Should().Be(0);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    static extern int Fcntl(SafePipeHandle descriptor, int command, int argument);

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
