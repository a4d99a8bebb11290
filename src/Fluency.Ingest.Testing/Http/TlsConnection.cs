using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Fluency.Ingest.Testing.Http;

/// <summary>Encrypts the connections of a server. Kestrel's own way to do so needs a host and its services.</summary>
/// <param name="certificate">The certificate and its key.</param>
/// <param name="next">What speaks over the connection.</param>
sealed class TlsConnection(X509Certificate2 certificate, ConnectionDelegate next)
{
    public async Task RunAsync(ConnectionContext connection)
    {
        var plain = connection.Transport;
        var stream = new DuplexStream(plain.Input.AsStream(leaveOpen: true), plain.Output.AsStream(leaveOpen: true));
        var tls = new SslStream(stream);
        await using (tls.ConfigureAwait(false))
        {
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, connection.ConnectionClosed).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException or OperationCanceledException)
            {
                // The client does not trust this server, and has said so or left.
                return;
            }

            var (input, output) = (PipeReader.Create(tls), PipeWriter.Create(tls));
            connection.Transport = new Duplex(input, output);
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                connection.Transport = plain;
                await input.CompleteAsync().ConfigureAwait(false);
                await output.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
