namespace Fluency.Ingest.Tests.Model;

/// <summary>A route of the model.</summary>
/// <param name="Takes">The kinds of records that its selector takes.</param>
/// <param name="Aborts">Whether its processor aborts records of the kind 't'; null if it has none.</param>
/// <param name="IsAsync">Whether its processor is asynchronous.</param>
/// <param name="Sinks">Its sinks.</param>
sealed record ModelRoute(string Takes, bool? Aborts, bool IsAsync, IReadOnlyList<string> Sinks);
