using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Any number of deliveries, each made when it is asked for, and a count of what was asked for and not yet settled.</summary>
sealed class NumberedSource(int count, Func<int, ISourceObject> make) : ISource
{
    readonly Lock _lock = new();
    int _unsettled;

    public int HandedOut { get; private set; }

    public int Completed { get; private set; }

    public int MostUnsettled { get; private set; }

    /// <summary>Runs at each delivery that is asked for.</summary>
    public Action OnAsked { get; set; } = () => { };

    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        for (var number = 0; number < count && !drainToken.IsCancellationRequested; number++)
        {
            await Task.Yield();
            lock (_lock)
            {
                HandedOut++;
                MostUnsettled = Math.Max(MostUnsettled, ++_unsettled);
            }

            OnAsked();
            yield return new Delivery(this, number, make(number));
        }
    }

    void Settle(Disposition disposition)
    {
        lock (_lock)
        {
            _unsettled--;
            Completed += disposition is CompleteDisposition ? 1 : 0;
        }
    }

    sealed class Delivery(NumberedSource source, int number, ISourceObject content) : IDelivery
    {
        public string Id => $"{number}";

        public int Attempt => 1;

        public bool CanReturn => true;

        public bool KeepsRejected => true;

        public CancellationToken LeaseLost => CancellationToken.None;

        public IReadOnlyList<ISourceObject> Objects { get; } = [content];

        public Failure? Problem => null;

        public ReadOnlyMemory<byte> Payload => default;

        public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
        {
            source.Settle(disposition);
            return ValueTask.CompletedTask;
        }
    }
}
