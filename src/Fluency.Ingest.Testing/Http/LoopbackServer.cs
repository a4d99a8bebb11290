using System.Net;
using System.Security.Cryptography.X509Certificates;
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
    readonly X509Certificate2? _certificate;
    readonly KestrelServer _server;
    readonly CancellationToken _abortAtOnce = new(canceled: true);

    /// <param name="handle">Answers each request.</param>
    /// <param name="certificate">Encrypts the connections; null for none.</param>
    public LoopbackServer(RequestDelegate handle, X509Certificate2? certificate = null)
    {
        _handle = handle;
        _certificate = certificate;
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
        Options.Listen(IPAddress.Loopback, port, listen =>
        {
            if (_certificate is not null)
            {
                listen.Use(next => new TlsConnection(_certificate, next).RunAsync);
            }
        });
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
