using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>A sink as the user wrote it.</summary>
/// <param name="Make">Makes it.</param>
/// <param name="Options">How the pipe treats it, wherever it is named.</param>
sealed record SinkConfiguration(Func<ComponentContext, ISink> Make, SinkOptions Options);
