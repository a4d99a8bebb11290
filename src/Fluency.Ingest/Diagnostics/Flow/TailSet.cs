namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>The subscriptions at one moment.</summary>
sealed class TailSet(IReadOnlyList<TailSubscription> all)
{
    public IReadOnlyList<TailSubscription> All => all;

    /// <summary>Shows a record to those who look at a component. It is lent: what is shown is a copy.</summary>
    /// <param name="component">The component's id.</param>
    /// <param name="record">The record.</param>
    /// <param name="answer">What became of it there.</param>
    /// <param name="reason">The reason of an error.</param>
    /// <param name="isRaw">Whether it is shown as its writer wrote it, without edits.</param>
    public void Offer(string component, Record record, ProcessorAnswer answer, string? reason = null, bool isRaw = false)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Component == component)
            {
                all[i].Offer(record, answer, reason, isRaw);
            }
        }
    }

    /// <summary>Whether anybody looks at a component.</summary>
    public bool Has(string component)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Component == component)
            {
                return true;
            }
        }

        return false;
    }
}
