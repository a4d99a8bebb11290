namespace Fluency.Ingest;

/// <summary>Where deliveries come from: a queue, a folder, a list.</summary>
/// <remarks>
/// <para>The pipe calls <see cref="ReadAsync"/> once and enumerates it from one task at a time. It asks for the next delivery only when
/// it has room for it, so a source must not fetch far ahead of the enumeration.</para>
/// <para>An exception out of the enumeration ends the pipe: a source retries by itself whatever may pass, and throws only what its owner must mend.</para>
/// </remarks>
public interface ISource
{
    /// <summary>Hands out deliveries in the order in which they arrived.</summary>
    /// <param name="options">How to read; see <see cref="SourceReadOptions"/>.</param>
    /// <param name="drainToken">
    /// Stops the handing out: the enumeration ends (without throwing) as soon as it can. What was handed out before stays valid and is still settled.
    /// </param>
    /// <returns>The deliveries. Each is settled exactly once, at any time, also after the enumeration has ended.</returns>
    IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, CancellationToken drainToken);
}
