namespace Fluency.Ingest.FunctionalTests.Support;

/// <summary>The first delivery of a source; completes it and ends the enumeration when disposed.</summary>
sealed class FirstDelivery(IAsyncEnumerator<IDelivery> deliveries) : IAsyncDisposable
{
    public IDelivery Delivery => deliveries.Current;

    public async ValueTask DisposeAsync()
    {
        await Delivery.SettleAsync(Disposition.Complete);
        await deliveries.DisposeAsync();
    }
}
