using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Routing;

/// <summary>A sink of a pipe as it was named.</summary>
/// <param name="Name">Its one name.</param>
/// <param name="Sink">The sink.</param>
/// <param name="Options">How the pipe treats it; null if nobody said, which means the defaults.</param>
readonly record struct SinkPlan(string Name, ISink Sink, SinkOptions? Options);
