namespace Fluency.Ingest.Benchmarks;

/// <summary>A header of a request that its signature covers.</summary>
/// <param name="Name">The name, in lower case.</param>
/// <param name="Value">The value as it is sent.</param>
readonly record struct SignedHeader(string Name, string Value);
