using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>The rules that all sinks that speak HTTP share. Messages begin with the option's name and never show what may hold a secret: tokens, keys, and an address's path.</summary>
static class HttpSinkRules
{
    // What timers take is 49 days; an hour is beyond every receiver's patience.
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    const int LongestHeader = 4096;

    /// <summary>What is wrong with the common options.</summary>
    public static IEnumerable<string> Errors(HttpSinkOptions options) =>
    [
        .. Endpoint(options.Endpoint),
        .. Secret(nameof(options.Token), options.Token, options.TokenFile),
        .. Authorities(options.CertificateAuthorityFile),
        .. Time(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(1), "or every request fails"),
        .. Range(nameof(options.MaxBatchRecords), options.MaxBatchRecords, 1, 1_000_000, "or a request holds nothing, or more than a receiver reads at once"),
        .. Range(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1, 1024 * 1024 * 1024, "or a request holds nothing, or more than a receiver reads at once"),
        .. Range(nameof(options.MaxConcurrentRequests), options.MaxConcurrentRequests, 1, 100, "or nothing is sent, or the receiver is flooded"),
    ];

    /// <summary>Throws all errors at once, if there are any.</summary>
    public static void ThrowIfAny(IEnumerable<string> errors, Type options)
    {
        var all = errors.ToList();
        if (all.Count > 0)
        {
            throw new OptionsValidationException(options.Name, options, all);
        }
    }

    /// <summary>Warns of an address without encryption that leaves this machine.</summary>
    public static void WarnIfReadable(string endpoint, ILogger logger)
    {
        var uri = new Uri(endpoint);
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
        {
            Log.ReceiverNotEncrypted(logger, Shown(uri));
        }
    }

    /// <summary>What is wrong with a secret that is given as text or as a file.</summary>
    public static IEnumerable<string> Secret(string name, string? value, string? file)
    {
        if (value is not null && file is not null)
        {
            yield return $"{name} is given and {name}File as well: only one of them can be used. Remove the other.";
        }

        if (string.IsNullOrWhiteSpace(value) && value is not null)
        {
            yield return $"{name} is empty, as a variable is that was never set. Give it, or {name}File with the file that holds it; remove the key where the receiver asks for none.";
        }
        else if (value is not null && !IsSecret(value))
        {
            yield return $"{name} (not shown) must be one word of at most {LongestHeader} printable ASCII characters, or it could not be sent.";
        }

        if (file is not null && (string.IsNullOrWhiteSpace(file) || Directory.Exists(file)))
        {
            yield return $"{name}File must name a file that holds nothing but the secret, or there is none to send.";
        }
    }

    /// <summary>Whether a text can be sent as a token.</summary>
    public static bool IsSecret(string value) => value.Length is > 0 and <= LongestHeader && value.All(static c => c is > ' ' and < '\x7f');

    /// <summary>What is wrong with a time.</summary>
    public static IEnumerable<string> Time(string name, TimeSpan value, TimeSpan least, string consequence)
    {
        if (value < least || value > LongestTime)
        {
            yield return $"{name} is {value} but must be from {least} to {LongestTime} (hh:mm:ss), {consequence}.";
        }
    }

    /// <summary>What is wrong with a name or text that becomes part of every event or request.</summary>
    public static IEnumerable<string> Text(string name, string? value)
    {
        if (value is not null && (string.IsNullOrWhiteSpace(value) || value.Any(char.IsControl)))
        {
            yield return $"{name} must not be empty or contain control characters. Leave it out to send none.";
        }
    }

    static IEnumerable<string> Endpoint(string? endpoint)
    {
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            yield return "Endpoint is missing. Name the receiver's http or https address, or the sink has no place to send records to.";
            yield break;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            yield return "Endpoint (not shown, since it may hold a secret) must be an http or https address such as https://collector.example.com:8088, or no request reaches it.";
            yield break;
        }

        if (uri.UserInfo.Length > 0)
        {
            yield return $"Endpoint at {Shown(uri)} contains a user name or password, which would be ignored. Give a Token or TokenFile instead.";
        }

        if (uri.Fragment.Length > 0)
        {
            yield return $"Endpoint at {Shown(uri)} contains a '#', behind which nothing is sent. Remove it.";
        }
    }

    /// <summary>An address without what may be a secret: scheme, host and port.</summary>
    public static string Shown(Uri uri) => uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    static IEnumerable<string> Authorities(string? file)
    {
        if (file is null)
        {
            yield break;
        }

        if (!File.Exists(file))
        {
            yield return $"CertificateAuthorityFile is '{file}', which does not exist or may not be seen. Name a PEM file with the certificates of the authorities, or no receiver is trusted.";
            yield break;
        }

        if (!HoldsCertificates(file))
        {
            yield return $"CertificateAuthorityFile is '{file}', in which there is no certificate in PEM (-----BEGIN CERTIFICATE-----), or which may not be read, so that no receiver would be trusted.";
        }
    }

    static bool HoldsCertificates(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            var isAny = certificates.Count > 0;
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }

            return isAny;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static IEnumerable<string> Range(string name, int value, int least, int most, string consequence)
    {
        if (value < least || value > most)
        {
            yield return $"{name} is {value} but must be from {least} to {most}, {consequence}.";
        }
    }
}
