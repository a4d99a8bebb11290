namespace Fluency.Ingest.Routing;

/// <summary>A delivery that was decided and waits for its turn: which record, which route, and the record's edits at the end of that route.</summary>
readonly record struct RoutedDelivery(int Slot, int Route, RecordState State)
{
    /// <summary>The object's order first, then that of the routes.</summary>
    public static readonly Comparison<RoutedDelivery> Order = static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Route.CompareTo(b.Route);
}
