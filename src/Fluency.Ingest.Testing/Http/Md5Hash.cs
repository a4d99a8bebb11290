using System.Security.Cryptography;

namespace Fluency.Ingest.Testing.Http;

/// <summary>MD5, which AWS uses for ETags and to find damage, not as a protection.</summary>
static class Md5Hash
{
#pragma warning disable CA5351 // AWS's protocols name it; nothing here relies on its strength.
    public static byte[] Of(ReadOnlySpan<byte> data) => MD5.HashData(data);
#pragma warning restore CA5351

    public static string HexOf(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(Of(data));
}
