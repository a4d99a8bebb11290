using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Fluency.Ingest.Tests.Support;

/// <summary>A queue in memory: what is returned comes again at once, what is rejected is kept, and everything is noted.</summary>
public sealed class FakeQueue : ISource
{
    readonly Channel<FakeDelivery> _waiting = Channel.CreateUnbounded<FakeDelivery>();
    readonly Lock _lock = new();
    readonly List<(string Id, Disposition Disposition)> _settlements = [];
    int _unsettled;

    public bool KeepsRejected { get; init; }

    /// <summary>Whether what is returned comes again; else it is tried again in place.</summary>
    public bool CanReturn { get; init; } = true;

    /// <summary>How often a delivery is handed out before it is given up, so that a test cannot run for ever.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Whether it is read on when everything is settled, as a queue is.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>How it is read; null before it is.</summary>
    public SourceReadOptions? Options { get; private set; }

    /// <summary>Ends the receiving; none before it is read.</summary>
    public CancellationToken DrainToken { get; private set; }

    public int HandedOut { get; private set; }

    public IReadOnlyList<(string Id, Disposition Disposition)> Settlements
    {
        get
        {
            lock (_lock)
            {
                return [.. _settlements];
            }
        }
    }

    public FakeDelivery Add(string id, params ISourceObject[] objects)
    {
        var delivery = new FakeDelivery(this, id, 1, objects) { CanReturn = CanReturn };
        Interlocked.Increment(ref _unsettled);
        _waiting.Writer.TryWrite(delivery);
        return delivery;
    }

    /// <summary>Hands a delivery out once more while it is in work, as SQS does when a lease was lost and nobody has noticed yet.</summary>
    public void HandOutAgain(FakeDelivery delivery)
    {
        Interlocked.Increment(ref _unsettled);
        _waiting.Writer.TryWrite(delivery.Again());
    }

    public IReadOnlyList<Disposition> SettlementsOf(string id) => [.. Settlements.Where(s => s.Id == id).Select(s => s.Disposition)];

    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        Options = options;
        DrainToken = drainToken;
        if (options.UntilEmpty && Volatile.Read(ref _unsettled) == 0)
        {
            yield break;
        }

        while (await WaitAsync(drainToken))
        {
            while (!drainToken.IsCancellationRequested && _waiting.Reader.TryRead(out var delivery))
            {
                HandedOut++;
                yield return delivery;
            }
        }
    }

    internal void Settle(FakeDelivery delivery, Disposition disposition)
    {
        lock (_lock)
        {
            _settlements.Add((delivery.Id, disposition));
        }

        if (disposition is ReturnDisposition && delivery.Attempt < MaxAttempts)
        {
            _waiting.Writer.TryWrite(delivery.Again());
        }
        else if (Interlocked.Decrement(ref _unsettled) == 0 && !StaysOpen)
        {
            _waiting.Writer.TryComplete();
        }
    }

    async Task<bool> WaitAsync(CancellationToken drainToken)
    {
        try
        {
            return await _waiting.Reader.WaitToReadAsync(drainToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
