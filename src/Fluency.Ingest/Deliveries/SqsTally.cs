namespace Fluency.Ingest.Deliveries;

/// <summary>Counts what is under way, so that the one who closes can wait for it.</summary>
sealed class SqsTally
{
    readonly Lock _lock = new();
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _count = 1; // one for being open
    bool _isClosing;

    /// <summary>Counts one more.</summary>
    /// <returns>Whether it may begin: nothing begins after the closing.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isClosing)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    /// <summary>Counts one less.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _closed.SetResult();
            }
        }
    }

    /// <summary>Lets nothing more begin.</summary>
    /// <returns>Completes when nothing is under way any more.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            if (!_isClosing)
            {
                _isClosing = true;
                if (--_count == 0)
                {
                    _closed.SetResult();
                }
            }
        }

        return _closed.Task;
    }
}
