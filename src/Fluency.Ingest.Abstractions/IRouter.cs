namespace Fluency.Ingest;

/// <summary>Chooses the routes of a record. The standard router asks each route's selector in order; a router of one's own may decide otherwise.</summary>
/// <remarks>Called by many threads at once, so it is thread-safe, and must have no side effects: it may be asked again for the same record.
/// An exception makes the record unrouted.</remarks>
public interface IRouter
{
    /// <summary>Whether a record takes every route that matches, each from the record as it came in, or only the first.</summary>
    bool MatchAll { get; }

    /// <summary>The next route for a record.</summary>
    /// <param name="record">The record as it came in.</param>
    /// <param name="previous">The position of the route that was tried before, or -1.</param>
    /// <returns>The position, greater than <paramref name="previous"/>, of the next route to take among the pipe's routes, or -1 if there is none.</returns>
    int Next(Record record, int previous);
}
