namespace Fluency.Ingest.Sinks;

/// <summary>A sink made of one function.</summary>
/// <remarks>What holds for <see cref="ISink.WriteAsync"/> holds for the function: the records are durable when its task completes, the batch is lent until then, and a
/// <see cref="SinkException"/> tells what of it failed and whether that may pass.</remarks>
public sealed class DelegateSink : ISink
{
    readonly Func<RecordBatch, CancellationToken, ValueTask> _write;

    /// <summary>Creates the sink.</summary>
    /// <param name="write">Makes a batch durable.</param>
    public DelegateSink(Func<RecordBatch, CancellationToken, ValueTask> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _write = write;
    }

    /// <summary>How many calls of the function may be in flight at once.</summary>
    /// <value>Default 1, which keeps the order of the records. More is for functions that wait for a network and whose order does not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrentWrites
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => _write(batch, cancellationToken);
}
