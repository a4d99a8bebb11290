namespace Fluency.Ingest.Tests.Sinks;

/// <summary>A real file that fails when it is told to, in the middle of a write or at a flush, and keeps a list of what was asked of it.</summary>
sealed class FaultyFileStream(string path)
    : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0)
{
    /// <summary>Thrown by the next write after <see cref="BytesBeforeFault"/> bytes of it reached the file.</summary>
    public Exception? WriteFault { get; set; }

    public int BytesBeforeFault { get; set; }

    public Exception? FlushFault { get; set; }

    public Exception? SetLengthFault { get; set; }

    public List<string> Steps { get; } = [];

    /// <summary>Happens while a write is under way.</summary>
    public Action? Meanwhile { get; set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Steps.Add("write");
        Meanwhile?.Invoke();
        if (WriteFault is not { } fault)
        {
            await base.WriteAsync(buffer, cancellationToken);
            return;
        }

        WriteFault = null;
        await base.WriteAsync(buffer[..Math.Min(BytesBeforeFault, buffer.Length)], cancellationToken);
        throw fault;
    }

    public override void Flush(bool flushToDisk)
    {
        if (!flushToDisk)
        {
            // The framework's own, before it hands out the handle.
            base.Flush(flushToDisk: false);
            return;
        }

        Steps.Add("flush to disk");
        if (FlushFault is { } fault)
        {
            FlushFault = null;
            throw fault;
        }

        base.Flush(flushToDisk: true);
    }

    public override void SetLength(long value)
    {
        Steps.Add("cut");
        if (SetLengthFault is { } fault)
        {
            SetLengthFault = null;
            throw fault;
        }

        base.SetLength(value);
    }
}
