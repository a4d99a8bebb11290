using System.Net;
using Amazon.Runtime;

namespace Fluency.Ingest.Notifications;

/// <summary>Makes the HTTP clients of the SDK as it would itself, but for <see cref="RefusalBodies"/>.</summary>
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

        if (clientConfig.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
            proxy.Credentials = clientConfig.ProxyCredentials ?? proxy.Credentials;
        }

        var client = new HttpClient(new RefusalBodies(handler, time));
        if (clientConfig.Timeout is { } timeout)
        {
            client.Timeout = timeout;
        }

        return client;
    }
}
