namespace Fluency.Ingest.Sinks.Http;

/// <summary>What all sinks that speak HTTP have in common: the address, the token, and the limits of a request.</summary>
public abstract class HttpSinkOptions
{
    private protected HttpSinkOptions()
    {
    }

    /// <summary>The receiver's address.</summary>
    /// <value>An http or https address without user name and fragment. No default. Certificates are always verified; http sends everything readable for whoever listens.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>The token. It is never shown: not in logs, exceptions, statistics or <see cref="object.ToString"/>.</summary>
    /// <value>Default none. In a configuration it may come from the environment as every other key: <c>FLUENCY_INGEST__Sinks__NAME__Token</c> for the tool.</value>
    public string? Token { get; set; }

    /// <summary>A file that holds the token and nothing else, but for white space around it. It is read before each request, so that a token may be changed while the sink runs.</summary>
    /// <value>Default none. In place of <see cref="Token"/>.</value>
    public string? TokenFile { get; set; }

    /// <summary>How bodies are compressed.</summary>
    /// <value>Default <see cref="HttpCompression.Gzip"/>; of <see cref="WebhookOptions"/> <see cref="HttpCompression.None"/>, since many receivers cannot read it.</value>
    public HttpCompression Compression { get; set; } = HttpCompression.Gzip;

    /// <summary>How long a request may take, from its beginning to the end of its answer.</summary>
    /// <value>Default 30 seconds. After it the request counts as failed, its outcome is unknown, and its records are sent again.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A file with the certificates (PEM) of the authorities that may vouch for the receiver, in place of the system's.</summary>
    /// <value>Default none: the system's authorities. The name in the certificate is checked either way.</value>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Most records in one request.</summary>
    /// <value>Default 10,000. What the pipe writes at once (<c>BatchRecords</c>, <c>BatchBytes</c>, <c>BatchInterval</c>) is split to fit.</value>
    public int MaxBatchRecords { get; set; } = 10_000;

    /// <summary>Most bytes in the body of one request before it is compressed, but for a single record that is larger.</summary>
    /// <value>Default 1,000,000, which receivers usually take. A receiver that answers 413 gets smaller ones; larger ones are tried again once it has taken 64 of those, and ever more rarely.</value>
    public int MaxBatchBytes { get; set; } = 1_000_000;

    /// <summary>How many requests may be under way at once.</summary>
    /// <value>Default 1, which keeps the order of the records. More help where the way to the receiver is long, or acknowledgements are waited for.</value>
    public int MaxConcurrentRequests { get; set; } = 1;

    /// <summary>Takes what is common from other options.</summary>
    internal void TakeShared(HttpSinkOptions other)
    {
        Endpoint = other.Endpoint;
        Token = other.Token;
        TokenFile = other.TokenFile;
        Compression = other.Compression;
        Timeout = other.Timeout;
        CertificateAuthorityFile = other.CertificateAuthorityFile;
        MaxBatchRecords = other.MaxBatchRecords;
        MaxBatchBytes = other.MaxBatchBytes;
        MaxConcurrentRequests = other.MaxConcurrentRequests;
    }
}
