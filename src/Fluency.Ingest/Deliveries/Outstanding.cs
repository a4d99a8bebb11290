namespace Fluency.Ingest.Deliveries;

/// <summary>Counts what has been started and not yet ended, and lets somebody wait for none.</summary>
sealed class Outstanding
{
    readonly Lock _lock = new();
    int _count;
    TaskCompletionSource? _none;

    public void Start()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    public void End()
    {
        TaskCompletionSource? none = null;
        lock (_lock)
        {
            if (--_count == 0)
            {
                none = _none;
                _none = null;
            }
        }

        none?.TrySetResult();
    }

    public Task WaitForNoneAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_count == 0)
            {
                return Task.CompletedTask;
            }

            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task.WaitAsync(cancellationToken);
        }
    }
}
