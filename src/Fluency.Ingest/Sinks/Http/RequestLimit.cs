namespace Fluency.Ingest.Sinks.Http;

/// <summary>Most bytes in the body of a request: fewer than the options allow once the receiver has refused so many, and more again when it has taken enough. Knows nothing of requests.</summary>
/// <remarks>A receiver's limit may be raised, or a 413 may have come from a proxy that is gone; a limit that stands is run into ever more rarely.</remarks>
sealed class RequestLimit
{
    // Full requests between two tries of larger ones: a try that fails costs a request that was sent in vain, 1 to 2 in a hundred at first and 1 in a thousand later.
    const int FirstTrial = 64;
    const int RarestTrial = 1024;

    readonly Lock _lock = new();
    readonly int _most;
    int _bytes;

    // Under the lock.
    int _lowest;
    int _taken;
    int _needed = FirstTrial;

    // Whether the limit was raised, and not enough was taken since to know that it is right.
    bool _isTrial;

    /// <param name="most">What the options allow.</param>
    public RequestLimit(int most) => _most = _bytes = _lowest = most;

    /// <summary>The limit as it is now.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>Notes a request that was taken.</summary>
    public void Accepted(int bytes)
    {
        // Nearly always.
        if (Bytes == _most && !Volatile.Read(ref _isTrial))
        {
            return;
        }

        lock (_lock)
        {
            // One that is not nearly full says nothing of the limit.
            if (bytes <= _bytes / 2 || ++_taken < _needed)
            {
                return;
            }

            _taken = 0;
            _needed = _isTrial ? FirstTrial : _needed;
            _isTrial = _bytes < _most;
            Volatile.Write(ref _bytes, (int)Math.Min(_most, 2L * _bytes));
        }
    }

    /// <summary>Notes that a request was too large.</summary>
    /// <returns>Whether the limit is now lower than ever.</returns>
    public bool Refused(int bytes)
    {
        lock (_lock)
        {
            if (bytes > _bytes)
            {
                // It was composed before another one was refused.
                return false;
            }

            _needed = _isTrial ? Math.Min(RarestTrial, 2 * _needed) : _needed;
            (_taken, _isTrial) = (0, false);
            Volatile.Write(ref _bytes, Math.Max(1, bytes / 2));
            var isLowest = _bytes < _lowest;
            _lowest = Math.Min(_lowest, _bytes);
            return isLowest;
        }
    }
}
