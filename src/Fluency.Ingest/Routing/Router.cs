namespace Fluency.Ingest.Routing;

/// <summary>The standard router: a record takes the first route whose selector takes it, or, with <see cref="MatchAll"/>, every such route.</summary>
/// <remarks>Immutable, so that any number of threads may use it at once as long as its selectors allow that.</remarks>
public sealed class Router : IRouter
{
    readonly RecordSelector?[] _selectors;

    /// <summary>Creates the router of some routes.</summary>
    /// <param name="selectors">The selector of each route in the routes' order; <see langword="null"/> takes every record.</param>
    /// <param name="matchAll">See <see cref="MatchAll"/>.</param>
    public Router(IEnumerable<RecordSelector?> selectors, bool matchAll = false)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        _selectors = [.. selectors];
        MatchAll = matchAll;
    }

    /// <inheritdoc/>
    /// <value>Default <see langword="false"/>: only the first route that matches.</value>
    public bool MatchAll { get; }

    /// <inheritdoc/>
    public int Next(Record record, int previous)
    {
        for (var position = previous + 1; position < _selectors.Length; position++)
        {
            if (_selectors[position] is not { } takes || takes(record))
            {
                return position;
            }
        }

        return -1;
    }
}
