namespace Fluency.Ingest.Sinks;

/// <summary>Whether sources may be asked for more deliveries: not while a lane is full or a sink is down, since what is received then would only wait, out of reach of others.</summary>
sealed class Intake
{
    readonly Lock _lock = new();
    int _holds;
    TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => Volatile.Read(ref _holds) == 0;

    /// <summary>A reason to ask for nothing that its owner sets and lifts; not thread-safe, since its owner has a lock already.</summary>
    public IntakeHold CreateHold() => new(this);

    /// <summary>Waits until no reason is left.</summary>
    public async Task WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opened;
            lock (_lock)
            {
                if (_holds == 0)
                {
                    return;
                }

                opened = _opened.Task;
            }

            // Another reason may have come up by the time that this goes on: hence the loop.
            await opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Close()
    {
        lock (_lock)
        {
            _holds++;
        }
    }

    internal void Open()
    {
        TaskCompletionSource opened;
        lock (_lock)
        {
            if (--_holds > 0)
            {
                return;
            }

            opened = _opened;
            _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        opened.TrySetResult();
    }
}
