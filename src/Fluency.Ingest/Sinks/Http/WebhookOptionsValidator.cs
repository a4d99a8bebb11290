using System.Buffers;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>The rules for <see cref="WebhookOptions"/>.</summary>
static class WebhookOptionsValidator
{
    // RFC 9110 §5.6.2: the characters of a header's name.
    static readonly SearchValues<char> InNames = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Set by the sink or by HTTP itself; a second one would make two bodies of one, or two signatures.
    static readonly string[] Own =
        ["Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Host", WebhookSignature.IdHeader, WebhookSignature.TimestampHeader, WebhookSignature.SignatureHeader];

    /// <summary>The errors, each beginning with the option's name.</summary>
    public static IEnumerable<string> Errors(WebhookOptions options) =>
    [
        .. HttpSinkRules.Errors(options),
        .. HttpSinkRules.Secret(nameof(options.SigningKey), options.SigningKey, options.SigningKeyFile),
        .. Key(options.SigningKey),
        .. Headers(options),
    ];

    static IEnumerable<string> Key(string? key)
    {
        if (key is not null && WebhookSignature.KeyOf(key) is null)
        {
            yield return $"SigningKey (not shown) begins with {WebhookSignature.KeyPrefix} but goes on with what is no base64, or nothing: requests could not be signed as the receiver expects.";
        }
    }

    static IEnumerable<string> Headers(WebhookOptions options)
    {
        if (options.TokenScheme is null || options.TokenScheme.AsSpan().ContainsAnyExcept(InNames))
        {
            yield return "TokenScheme must be one word such as Bearer, or empty, or the receiver cannot read the header Authorization.";
        }

        foreach (var (name, value) in options.Headers)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(InNames))
            {
                yield return $"Headers names '{name}', which cannot be the name of a header: only letters, digits and a few signs such as '-' can stand in it.";
            }
            else if (Own.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"Headers names '{name}', which the sink sets itself. Remove it.";
            }
            else if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && (options.Token ?? options.TokenFile) is not null)
            {
                yield return "Headers names 'Authorization', and a token is given as well: only one of them can be sent. Remove the other.";
            }

            if (value is null || value.Any(static c => c is < ' ' or > '~'))
            {
                yield return $"Headers gives '{name}' a value (not shown) that must consist of printable ASCII characters, or it could not be sent.";
            }
        }
    }
}
