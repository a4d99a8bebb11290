namespace Fluency.Ingest.Tool;

/// <summary>That standard output takes nothing more, so that the run ends.</summary>
sealed class OutputEnd : IDisposable
{
    readonly CancellationTokenSource _ended = new();

    /// <summary>Told when it is so.</summary>
    public CancellationToken Token => _ended.Token;

    /// <summary>Whether its reader has gone, which is a way to end, rather than a failure.</summary>
    public bool IsByReader { get; private set; }

    /// <summary>Why, for people.</summary>
    public string Reason { get; private set; } = "";

    public Task ByReaderAsync(string reason)
    {
        IsByReader = true;
        return ByFailureAsync(reason);
    }

    public Task ByFailureAsync(string reason)
    {
        Reason = reason;
        return _ended.CancelAsync();
    }

    public void Dispose() => _ended.Dispose();
}
