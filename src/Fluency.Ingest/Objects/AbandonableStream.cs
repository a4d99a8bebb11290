namespace Fluency.Ingest.Objects;

/// <summary>What a pipe gives, or standard input: the system's own read waits for as long as nothing comes, and cannot be cancelled. Whoever waits for it can leave.</summary>
/// <param name="inner">The pipe.</param>
/// <param name="reference">What it is called.</param>
/// <param name="drain">After it, an end proves nothing: a signal from the keyboard also ends whoever writes.</param>
/// <param name="giveUp">
/// Ends the waiting. The token of a single read does not: it fires too where nothing came for <see cref="ObjectOptions.IdleTimeout"/>, and whoever writes into a pipe may take his time.
/// </param>
sealed class AbandonableStream(Stream inner, ObjectReference reference, CancellationToken drain, CancellationToken giveUp) : Stream
{
    // 64 KiB: as much as a pipe of Linux's holds. Never pooled nor lent, since a read that nobody waits for any more still writes into it when something comes.
    readonly byte[] _buffer = new byte[64 * 1024];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        giveUp.ThrowIfCancellationRequested();
        var reading = inner.ReadAsync(_buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length)), CancellationToken.None).AsTask();
        var read = await OrLeaveAsync(reading, static _ => { }, giveUp).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0 && drain.IsCancellationRequested)
        {
            throw new IngestException(FailureCause.Shutdown, $"{reference.Uri} ended after the pipe was told to stop, perhaps by the same signal, so that it is not known to be whole.") { Object = reference };
        }

        _buffer.AsSpan(0, read).CopyTo(buffer.Span);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Waits for a call of the system's that cannot be cancelled, or leaves it to itself.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tidy">What becomes of its result if nobody waits for it any more.</param>
    /// <param name="giveUp">Ends the waiting.</param>
    public static async Task<T> OrLeaveAsync<T>(Task<T> call, Action<T> tidy, CancellationToken giveUp)
    {
        try
        {
            return await call.WaitAsync(giveUp).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = TidyAsync(call, tidy);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        // A read that is left holds the handle until it comes back; the system closes it then.
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    static async Task TidyAsync<T>(Task<T> call, Action<T> tidy)
    {
        try
        {
            tidy(await call.ConfigureAwait(false));
        }
        catch (Exception)
        {
            // Whatever it throws, it is nobody's failure any more.
        }
    }
}
