using System.Security.Cryptography.X509Certificates;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Makes what holds the connections to one receiver. Certificates are always verified.</summary>
static class HttpHandlers
{
    // A receiver behind a name may move: connections are made anew, and the name asked for, as often.
    static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(15);

    /// <param name="options">Limits and authorities.</param>
    /// <param name="keepCookies">Whether cookies are sent back: load balancers tell by them which receiver knows the acknowledgements.</param>
    public static SocketsHttpHandler Create(HttpSinkOptions options, bool keepCookies)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the records, and by its answer perhaps the token, to who knows where.
            AllowAutoRedirect = false,
            UseCookies = keepCookies,
            Proxy = DiscreetProxy.Of(),
            PooledConnectionLifetime = ConnectionLifetime,

            // Traces would show the whole address, whose path may be a secret.
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout < LongestConnect ? options.Timeout : LongestConnect,
        };
        if (options.CertificateAuthorityFile is { } file)
        {
            handler.SslOptions.CertificateChainPolicy = PolicyOf(file);
        }

        return handler;
    }

    static X509ChainPolicy PolicyOf(string file)
    {
        // Authorities of one's own seldom publish what they revoke; without an answer every certificate would fail.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
