namespace Fluency.Ingest.DependencyInjection;

/// <summary>A pipe that is built when the container is asked for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Describe">Describes it to a builder.</param>
sealed record PipeRegistration(string Name, Action<PipeBuilder, ComponentContext> Describe);
