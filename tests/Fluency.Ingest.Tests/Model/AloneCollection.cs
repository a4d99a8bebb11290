using Xunit;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Tests that look at the thread pool, and so need it for themselves.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
