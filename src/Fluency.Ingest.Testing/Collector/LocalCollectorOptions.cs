namespace Fluency.Ingest.Testing;

/// <summary>How a <see cref="LocalCollector"/> is started.</summary>
public sealed class LocalCollectorOptions
{
    /// <summary>The clock of everything that is timed: indexing and delays. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The port on 127.0.0.1. Default 0: the system chooses a free one.</summary>
    public int Port { get; set; }

    /// <summary>The first token. Default <c>6d2f1c1e-7a54-4d4c-9d5b-0c6f5a0e7b11</c>; <see cref="LocalCollector.AddToken"/> adds others.</summary>
    public string Token { get; set; } = "6d2f1c1e-7a54-4d4c-9d5b-0c6f5a0e7b11";

    /// <summary>Whether the first token has indexer acknowledgement on: requests must name a channel then. Default <see langword="false"/>.</summary>
    public bool Acknowledge { get; set; }

    /// <summary>Most bytes of a body, compressed or not; more is answered with 413. Default 838,860,800, as Splunk's <c>max_content_length</c>.</summary>
    public long MaxContentLength { get; set; } = 838_860_800;

    /// <summary>Whether connections are encrypted, with a certificate of an authority that is made for this collector. Default <see langword="false"/>.</summary>
    public bool UseTls { get; set; }

    /// <summary>With <see cref="UseTls"/>: the name or address that the certificate is for. Default <c>127.0.0.1</c>; any other one is a wrong certificate.</summary>
    public string CertificateName { get; set; } = "127.0.0.1";

    /// <summary>The key that signatures of webhooks must be made with: text, or <c>whsec_</c> and base64. Default none: signatures are not looked at.</summary>
    public string? SigningKey { get; set; }

    /// <summary>What webhooks must carry as <c>Authorization</c>, such as <c>Bearer abc</c>. Default none: it is not looked at.</summary>
    public string? WebhookAuthorization { get; set; }
}
