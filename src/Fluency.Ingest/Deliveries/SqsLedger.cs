namespace Fluency.Ingest.Deliveries;

/// <summary>Knows whether anything that this process received is unsettled or still to come back: whether an empty queue is truly exhausted.</summary>
/// <remarks>Times are counted from any one moment. Thread-safe.</remarks>
sealed class SqsLedger
{
    readonly Lock _lock = new();
    int _unsettled;
    int _emptyReceives;

    // The latest is enough: nothing is exhausted before it.
    TimeSpan _lastReturn = TimeSpan.MinValue;

    /// <summary>Notes messages that were received.</summary>
    public void Received(int messages)
    {
        lock (_lock)
        {
            _unsettled += messages;
            _emptyReceives = 0;
        }
    }

    /// <summary>Notes that a message is never to come back.</summary>
    public void Settled()
    {
        lock (_lock)
        {
            _unsettled--;
        }
    }

    /// <summary>Notes that a message is visible again from <paramref name="at"/> on.</summary>
    public void Returned(TimeSpan at)
    {
        lock (_lock)
        {
            _unsettled--;
            NoteReturn(at);
        }
    }

    /// <summary>Notes that messages may have been handed out by a receive whose answer never came: they are visible again from <paramref name="at"/> on.</summary>
    public void MayComeBack(TimeSpan at)
    {
        lock (_lock)
        {
            NoteReturn(at);
        }
    }

    /// <summary>Whether an empty receive that begins now would say something of the queue.</summary>
    public bool IsQuiet(TimeSpan now)
    {
        lock (_lock)
        {
            return _unsettled == 0 && now >= _lastReturn;
        }
    }

    /// <summary>Notes an empty receive.</summary>
    /// <param name="wasQuiet">What <see cref="IsQuiet"/> said before it began: what was returned meanwhile may have come just after the look.</param>
    /// <returns>Whether the queue is exhausted: two such receives in a row, since one asks only some of the queue's servers.</returns>
    public bool IsExhausted(bool wasQuiet)
    {
        lock (_lock)
        {
            _emptyReceives = wasQuiet ? _emptyReceives + 1 : 0;
            return _emptyReceives >= 2;
        }
    }

    void NoteReturn(TimeSpan at)
    {
        _lastReturn = at > _lastReturn ? at : _lastReturn;
        _emptyReceives = 0;
    }
}
