using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fluency.Ingest.Sinks;

/// <summary>The writing end of a pipe of Unix, as others have opened it.</summary>
/// <remarks>
/// It says when nobody reads any more (EPIPE), which the console's own stream keeps to itself. And it waits for room where the pipe does not block: that is set for all who
/// share it, and often by a program that once had the other end, so that to wait is left to each writer (write(2), poll(2)). A file stream takes that for a failure.
/// </remarks>
sealed class UnixPipeStream(SafeFileHandle pipe) : Stream
{
    // poll.h, errno.h: the same everywhere.
    const short MayBeWritten = 4;
    const int Interrupted = 4;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !pipe.IsClosed;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = Write(pipe, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
            }
            else
            {
                WaitOrThrow(Marshal.GetLastPInvokeError());
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    // It blocks for as long as nobody reads: not the caller's thread.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(Task.Run(() => Write(buffer.Span), cancellationToken));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Dispose();
        }

        base.Dispose(disposing);
    }

    void WaitOrThrow(int error)
    {
        if (error == SystemError.WouldBlock)
        {
            // Whatever it answers, also that the reader has gone, the next write tells.
            var one = new Polled { Descriptor = (int)pipe.DangerousGetHandle(), Events = MayBeWritten };
            _ = Poll(ref one, 1, Timeout.Infinite);
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    static extern nint Write(SafeFileHandle descriptor, ref readonly byte bytes, nint count);

    [DllImport("libc", EntryPoint = "poll")]
    static extern int Poll(ref Polled one, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    struct Polled
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
