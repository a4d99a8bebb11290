using Fluency.Ingest.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.EndToEnd;

public sealed class LocalAwsEndToEndTests : EndToEndTests, IAsyncLifetime
{
    LocalAws? _aws;

    public async ValueTask InitializeAsync() => _aws = await LocalAws.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _aws!.DisposeAsync();
        Dispose();
    }

    protected override Task<Uri> EndpointAsync() => Task.FromResult(new Uri(_aws!.ServiceUrl));
}
