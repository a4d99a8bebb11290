using System.Net;
using Amazon.Runtime;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Notifications;

/// <summary>Makes the HTTP clients of the SDK as it would itself, but for <see cref="RefusalBodies"/> and <see cref="DiscreetProxy"/>.</summary>
/// <param name="time">The clock of the source.</param>
sealed class HttpClients(TimeProvider time) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var handler = new HttpClientHandler { AllowAutoRedirect = clientConfig.AllowAutoRedirect, AutomaticDecompression = DecompressionMethods.None };
        if (clientConfig.MaxConnectionsPerServer is { } most)
        {
            handler.MaxConnectionsPerServer = most;
        }

        var proxy = clientConfig.GetWebProxy();
        if (proxy is not null)
        {
            proxy.Credentials = clientConfig.ProxyCredentials ?? proxy.Credentials;
        }

        handler.Proxy = DiscreetProxy.Of(proxy);

        var client = new HttpClient(new RefusalBodies(handler, time));
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }
}
