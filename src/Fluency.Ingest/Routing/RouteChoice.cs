namespace Fluency.Ingest.Routing;

/// <summary>Asks a router for a record's next route, and makes what it should not do (throw, go back, edit) harmless.</summary>
sealed class RouteChoice(IRouter router, IReadOnlyList<Route> routes)
{
    /// <summary>No route is left.</summary>
    public const int None = -1;

    /// <summary>The router failed: the record is unrouted, with the reason as its error.</summary>
    public const int Failed = -2;

    public bool MatchAll { get; } = router.MatchAll;

    public IReadOnlyList<Route> Routes => routes;

    /// <summary>The position of the next route, <see cref="None"/> or <see cref="Failed"/>. All edits of the record are undone.</summary>
    public int Next(Record record, int previous, CancellationToken cancellationToken)
    {
        record.Undo();
        try
        {
            var next = router.Next(record, previous);
            record.Undo();
            if (next < 0)
            {
                return None;
            }

            // A router that goes back would lead the record round for ever.
            return next > previous && next < routes.Count
                ? next
                : Fail(record, $"The router answered route {next} after route {previous}; it must answer a later one of the {routes.Count} routes, or -1.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Fail(record, ProcessorStep.ReasonOf(exception));
        }
    }

    static int Fail(Record record, string reason)
    {
        record.Undo();
        record.SetError(reason);
        return Failed;
    }
}
