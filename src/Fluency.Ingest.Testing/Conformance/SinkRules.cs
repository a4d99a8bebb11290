namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What every sink must do so that a pipe loses nothing with it. For authors of sinks, in their own tests.</summary>
/// <remarks>
/// The records are those that hurt: envelopes, escapes, line ends between tokens, numbers that no floating point holds, names that occur twice, one of <see cref="SinkUnderTest.MaxRecordBytes"/>.
/// The memory of a batch is overwritten as soon as the write that got it returns.
/// </remarks>
public static class SinkRules
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<SinkRule> All { get; } =
    [
        new("Whole", "Every record is stored byte for byte; only white space between its tokens may go.", DeliveryRules.WholeAsync),
        new("Order", "Records are stored in the order of their batch, and batches in the order of their writes.", DeliveryRules.OrderAsync, static trial => trial.IsInOrder),
        new("Durable", "When a write returns, its records are in the store: a read that comes next finds them.", DeliveryRules.DurableAsync),
        new("Lent", "Nothing of a batch is used after the write returned: its memory then holds other records.", DeliveryRules.LentAsync),
        new("Untouched", "The batch is left as it was; it is the pipe's to dispose.", DeliveryRules.UntouchedAsync),
        new("Huge", "A batch of 20,000 records and a record of the largest size are stored like any other.", DeliveryRules.HugeAsync),
        new("Together", "As many writes at once as MaxConcurrentWrites says do each other no harm.", DeliveryRules.TogetherAsync, static trial => !trial.IsInOrder),
        new("Cancelled before", "A write whose token is cancelled already throws OperationCanceledException, or stores its records.", CancellationRules.BeforeAsync),
        new("Cancelled", "A write that is cancelled stores its records or throws; either way no torn or foreign record stays, and the next write works.", CancellationRules.DuringAsync),
        new("Failure told", "A write that could not store its records throws. Those that its SinkException does not name are stored.", FailureRules.ToldAsync, static trial => trial.Under.CanBreak),
        new("Failure mended", "When the store works again so does the sink, and what a failed write left harms no record.", FailureRules.MendedAsync, static trial => trial.Under.CanBreak),
        new("Disposed", "A disposed sink takes no records: it throws. It may be disposed twice.", LifetimeRules.DisposedAsync),
        new("Anew", "A new sink over the same store goes on behind what is there.", LifetimeRules.AnewAsync, static trial => trial.Under.OutlivesSink),
    ];

    /// <summary>Checks a sink against all rules that apply to it.</summary>
    /// <param name="create">Makes the sink with an empty store, once for each rule.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when the sink keeps all of them.</returns>
    /// <exception cref="SinkConformanceException">The sink breaks rules; the message names each of them and how.</exception>
    public static async Task CheckAllAsync(Func<SinkUnderTest> create, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        var broken = new List<SinkConformanceException>();
        foreach (var rule in All)
        {
            try
            {
                await CheckAsync(rule, create(), cancellationToken).ConfigureAwait(false);
            }
            catch (SinkConformanceException exception)
            {
                broken.Add(exception);
            }
        }

        if (broken.Count > 0)
        {
            throw new SinkConformanceException(string.Join(Environment.NewLine, broken.Select(static exception => exception.Message)), broken[0]);
        }
    }
    static async Task CheckAsync(SinkRule rule, SinkUnderTest sink, CancellationToken cancellationToken)
    {
        await using (sink.ConfigureAwait(false))
        {
            await rule.CheckAsync(sink, cancellationToken).ConfigureAwait(false);
        }
    }
}
