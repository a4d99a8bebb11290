using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing.Http;

/// <summary>What a request's signature says of the signer. Absent parts are null: the request is anonymous.</summary>
sealed class Credential
{
    const string Algorithm = "AWS4-HMAC-SHA256 ";

    public string? AccessKeyId { get; private init; }

    public string? SessionToken { get; private init; }

    public string? Date { get; private init; }

    public string? Region { get; private init; }

    public string? Service { get; private init; }

    public string[] SignedHeaders { get; private init; } = [];

    public string? Signature { get; private init; }

    public static Credential Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Algorithm, StringComparison.Ordinal))
        {
            return new Credential();
        }

        var parts = authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries);
        var scope = (Part(parts, "Credential=") ?? "").Split('/');
        var token = request.Headers["X-Amz-Security-Token"].ToString();
        return new Credential
        {
            AccessKeyId = scope[0].Length == 0 ? null : scope[0],
            Date = scope.ElementAtOrDefault(1),
            Region = scope.ElementAtOrDefault(2),
            Service = scope.ElementAtOrDefault(3),
            SessionToken = token.Length == 0 ? null : token,
            SignedHeaders = (Part(parts, "SignedHeaders=") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries),
            Signature = Part(parts, "Signature="),
        };
    }

    static string? Part(string[] parts, string name)
        => parts.FirstOrDefault(part => part.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
