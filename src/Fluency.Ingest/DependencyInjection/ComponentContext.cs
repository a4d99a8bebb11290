using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>What a component is made with.</summary>
/// <param name="Services">The container; empty where there is none.</param>
/// <param name="Loggers">Makes loggers.</param>
readonly record struct ComponentContext(IServiceProvider Services, ILoggerFactory Loggers);
