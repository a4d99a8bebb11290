using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Fluency.Ingest.Notifications;

/// <summary>Keeps as many receives under way as the queue and the pipe are worth, and gives what they bring in the order in which it comes.</summary>
/// <remarks>Used by one task at a time. All that was received is held from its receipt on, also while nobody asks for it.</remarks>
sealed class ReceiveAhead : IAsyncDisposable
{
    readonly Func<CancellationToken, Task<Received>> _receive;
    readonly Func<Received, ValueTask> _giveBack;
    readonly Func<CancellationToken, Task> _whenWanted;
    readonly ReceiveWidth _width;
    readonly CancellationToken _drainToken;
    readonly CancellationTokenSource _stop;
    readonly Channel<Received> _home = Channel.CreateUnbounded<Received>(new UnboundedChannelOptions { SingleReader = true });
    Task? _wanted;
    int _underWay;

    /// <param name="receive">Receives once and holds what came; never throws, but says so in the result.</param>
    /// <param name="giveBack">Makes visible what nobody has asked for in the end.</param>
    /// <param name="whenWanted">Completes when more is wanted.</param>
    /// <param name="width">How many at once.</param>
    /// <param name="drainToken">Ends the receiving.</param>
    public ReceiveAhead(
        Func<CancellationToken, Task<Received>> receive, Func<Received, ValueTask> giveBack, Func<CancellationToken, Task> whenWanted, ReceiveWidth width, CancellationToken drainToken)
    {
        _receive = receive;
        _giveBack = giveBack;
        _whenWanted = whenWanted;
        _width = width;
        _drainToken = drainToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(drainToken);
    }

    /// <summary>Whether no receive is under way, so that the last one has said the last word.</summary>
    public bool IsIdle => _underWay == 0;

    /// <summary>What came next; null once drained.</summary>
    /// <exception cref="Exception">What the receive has failed with for good.</exception>
    public async Task<Received?> NextAsync()
    {
        var wasAwaited = !_home.Reader.TryRead(out var received);
        if (wasAwaited)
        {
            if (!await StartFirstAsync().ConfigureAwait(false))
            {
                return null;
            }

            StartUpTo(_width.Value);
            received = await _home.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _underWay--;
        received!.Failure?.Throw();
        _width.Learn(received.IsFull, wasAwaited);

        // While the pipe works on these; one alone is only begun when nothing is left.
        StartUpTo(_width.Value - 1);
        return received;
    }

    /// <summary>Stops, and gives back what nobody has asked for.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        for (; _underWay > 0; _underWay--)
        {
            await _giveBack(await _home.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    async ValueTask<bool> StartFirstAsync()
    {
        if (_underWay > 0)
        {
            return true;
        }

        await Wanted().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wanted = null;
        if (_drainToken.IsCancellationRequested)
        {
            return false;
        }

        Start();
        return true;
    }

    // As long as more is wanted; never waits for that.
    void StartUpTo(int count)
    {
        while (_underWay < count && !_drainToken.IsCancellationRequested && Wanted().IsCompletedSuccessfully)
        {
            _wanted = null;
            Start();
        }
    }

    // Asked once and kept until it is used, so that a pipe that wants nothing is not asked again and again.
    Task Wanted() => _wanted ??= _whenWanted(_drainToken);

    void Start()
    {
        _underWay++;
        _ = BringHomeAsync();
    }

    // Always comes home, so that nothing is left unobserved.
    async Task BringHomeAsync()
    {
        Received received;
        try
        {
            received = await _receive(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            received = new Received { Failure = ExceptionDispatchInfo.Capture(exception) };
        }

        _home.Writer.TryWrite(received);
    }
}
