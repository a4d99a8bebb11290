namespace Fluency.Ingest.Routing;

/// <summary>Where a record goes that no route takes.</summary>
/// <param name="Sink">The position of the sink that takes it, or null.</param>
/// <param name="IsDropped">With no sink: whether it is discarded. Else it goes to the quarantine.</param>
readonly record struct Unrouted(int? Sink, bool IsDropped);
