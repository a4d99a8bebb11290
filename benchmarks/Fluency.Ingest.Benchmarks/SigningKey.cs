using System.Security.Cryptography;
using System.Text;

namespace Fluency.Ingest.Benchmarks;

/// <summary>The key that is made of a secret for one day, region and service.</summary>
/// <param name="Secret">The secret that it is made of.</param>
/// <param name="Day">The day, as <c>20260102</c>.</param>
/// <param name="Scope">Day, region and service, as signatures name them.</param>
/// <param name="Bytes">The key.</param>
sealed record SigningKey(string Secret, string Day, string Scope, byte[] Bytes)
{
    const string Terminator = "aws4_request";

    /// <summary>Makes a key.</summary>
    public static SigningKey Derive(string secret, string day, string region, string service)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in (ReadOnlySpan<string>)[day, region, service, Terminator])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return new SigningKey(secret, day, $"{day}/{region}/{service}/{Terminator}", key);
    }

    /// <inheritdoc/>
    public override string ToString() => Scope;
}
