namespace Fluency.Ingest.Deliveries;

/// <summary>What all tries of an object's content have settled, so that a retry neither resends nor counts it again.</summary>
/// <remarks>Remembered long after the tries have ended, and so holds nothing of theirs.</remarks>
sealed class SettledRecords(int sinks)
{
    readonly Lock _lock = new();

    // For each sink, one past the index of the last record up to which nothing is needed any more. Only grows.
    readonly long[] _upto = new long[sinks];

    HashSet<uint>? _quarantined;
    bool _isCounted;
    bool _isKeptWhole;
    bool _hasEnded;

    public int Sinks => _upto.Length;

    /// <summary>How many records the quarantine has in place of a sink.</summary>
    public int QuarantinedCount
    {
        get
        {
            lock (_lock)
            {
                return _quarantined?.Count ?? 0;
            }
        }
    }

    /// <summary>Whether a try was done with all of them: whoever tells of the object from now on wants it anew.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Whether a sink needs the record no more.</summary>
    public bool IsSettled(int sink, uint index) => index < Interlocked.Read(ref _upto[sink]);

    /// <summary>Notes that a sink needs nothing any more of what is before an index.</summary>
    public void Advance(int sink, long upto)
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _upto[sink], Math.Max(_upto[sink], upto));
        }
    }

    /// <summary>Notes that the quarantine has records in place of a sink, whichever of their sinks it was.</summary>
    public void Quarantined(IReadOnlyList<uint> indexes)
    {
        lock (_lock)
        {
            (_quarantined ??= []).UnionWith(indexes);
        }
    }

    /// <summary>Whether they are to be put into the statistics now: once for all tries, of which two may end together.</summary>
    public bool TryCount() => !Interlocked.Exchange(ref _isCounted, true);

    /// <summary>The same of the object as a whole, which is in the quarantine.</summary>
    public bool TryCountAsKept() => !Interlocked.Exchange(ref _isKeptWhole, true);

    public void End() => Volatile.Write(ref _hasEnded, true);
}
