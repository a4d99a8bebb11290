using System.Security.Cryptography;
using System.Text;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Iam;

/// <summary>Signature version 4, as the server checks it. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.</summary>
static class SignatureCheck
{
    public static void Verify(Call call, string secret)
    {
        var expected = Sign(call, secret);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(call.Credential.Signature ?? "")))
        {
            throw AuthenticationErrors.WrongSignature(call.Log.Service);
        }
    }

    static string Sign(Call call, string secret)
    {
        var credential = call.Credential;
        var scope = $"{credential.Date}/{credential.Region}/{credential.Service}/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{call.Header("X-Amz-Date")}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest(call))))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    static string CanonicalRequest(Call call)
    {
        var request = new StringBuilder();
        request.Append(call.Http.Request.Method).Append('\n').Append(CanonicalPath(call.Target.RawPath)).Append('\n').Append(CanonicalQuery(call.Target.RawQuery)).Append('\n');
        foreach (var name in call.Credential.SignedHeaders)
        {
            request.Append(name).Append(':').Append((call.Header(name) ?? "").Trim()).Append('\n');
        }

        var payload = call.Header("x-amz-content-sha256") ?? Hex(SHA256.HashData(call.Body.Span));
        return request.Append('\n').AppendJoin(';', call.Credential.SignedHeaders).Append('\n').Append(payload).ToString();
    }

    static string CanonicalPath(string rawPath)
        => string.Join('/', Uri.UnescapeDataString(rawPath).Split('/').Select(Uri.EscapeDataString));

    static string CanonicalQuery(string rawQuery)
        => string.Join('&', rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => (Name: Escaped(pair[0]), Value: pair.Length > 1 ? Escaped(pair[1]) : ""))
            .OrderBy(static pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(static pair => pair.Value, StringComparer.Ordinal)
            .Select(static pair => $"{pair.Name}={pair.Value}"));

    static string Escaped(string raw) => Uri.EscapeDataString(Uri.UnescapeDataString(raw));

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
