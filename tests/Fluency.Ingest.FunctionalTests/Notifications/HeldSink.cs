namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>A sink whose writes wait until they are released, once and for all.</summary>
sealed class HeldSink : ISink
{
    readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _writes;

    /// <summary>Completes when the first write has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Completes when the first write is done.</summary>
    public Task Written => _written.Task;

    /// <summary>Records that were written.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public void Release() => _released.TrySetResult();

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken = default)
    {
        var records = batch.Count;
        _begun.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        Interlocked.Add(ref _writes, records);
        _written.TrySetResult();
    }
}
