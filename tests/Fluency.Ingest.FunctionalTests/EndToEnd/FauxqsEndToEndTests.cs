using Fluency.Ingest.FunctionalTests.Support;

namespace Fluency.Ingest.FunctionalTests.EndToEnd;

/// <summary>The same against a server that is not of our making, so that our own cannot hide our mistakes.</summary>
public sealed class FauxqsEndToEndTests(Fauxqs fauxqs) : EndToEndTests
{
    protected override Task<Uri> EndpointAsync() => fauxqs.GetUrlAsync();
}
