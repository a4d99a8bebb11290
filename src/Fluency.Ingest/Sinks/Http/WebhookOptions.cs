namespace Fluency.Ingest.Sinks.Http;

/// <summary>Settings of a <see cref="WebhookSink"/>.</summary>
public sealed class WebhookOptions : HttpSinkOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public WebhookOptions() => Compression = HttpCompression.None;

    /// <summary>What a body looks like.</summary>
    /// <value>Default <see cref="WebhookFormat.JsonArray"/>.</value>
    public WebhookFormat Format { get; set; } = WebhookFormat.JsonArray;

    /// <summary>The word before the token in <c>Authorization</c>.</summary>
    /// <value>Default <c>Bearer</c>; empty for the token alone. Without a token there is no such header.</value>
    public string TokenScheme { get; set; } = "Bearer";

    /// <summary>Headers of every request: names and values. The values are not shown anywhere.</summary>
    /// <value>Default none.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The secret that requests are signed with: text, or <c>whsec_</c> and base64. It is never shown.</summary>
    /// <value>Default none: requests are not signed. See <see cref="WebhookSink"/> for how to verify.</value>
    public string? SigningKey { get; set; }

    /// <summary>A file that holds the secret and nothing else, but for white space around it. It is read before each request.</summary>
    /// <value>Default none. In place of <see cref="SigningKey"/>.</value>
    public string? SigningKeyFile { get; set; }

    internal WebhookOptions Copy()
    {
        var copy = new WebhookOptions { Format = Format, TokenScheme = TokenScheme, SigningKey = SigningKey, SigningKeyFile = SigningKeyFile };
        copy.TakeShared(this);
        foreach (var (name, value) in Headers)
        {
            copy.Headers[name] = value;
        }

        return copy;
    }
}
