using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Testing.Http;

/// <summary>Kestrel on 127.0.0.1 with one request delegate: no host, no routing, no logging, nothing read from the environment.</summary>
sealed class LoopbackServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    readonly RequestDelegate _handle;
    readonly KestrelServer _server;
    readonly CancellationToken _abortAtOnce = new(canceled: true);

    public LoopbackServer(RequestDelegate handle)
    {
        _handle = handle;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        // A stalled body is a fault that tests ask for; the server must not end it by itself.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        // Keys have up to 1,024 bytes, each of which may take three characters, and listings repeat them in tokens.
        options.Limits.MaxRequestLineSize = 64 * 1024;
        Options = options;
        _server = new KestrelServer(
            new OptionsWrapper<KestrelServerOptions>(options),
            new SocketTransportFactory(new OptionsWrapper<SocketTransportOptions>(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    KestrelServerOptions Options { get; }

    public async Task<int> StartAsync(int port, CancellationToken cancellationToken)
    {
        Options.Listen(IPAddress.Loopback, port);
        await _server.StartAsync(this, cancellationToken).ConfigureAwait(false);
        var address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new Uri(address).Port;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _handle(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(_abortAtOnce).ConfigureAwait(false);
        _server.Dispose();
    }
}
