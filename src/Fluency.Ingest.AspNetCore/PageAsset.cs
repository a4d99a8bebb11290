using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fluency.Ingest.AspNetCore;

/// <summary>A file of the page, which is embedded in the assembly.</summary>
sealed class PageAsset
{
    readonly byte[] _bytes;
    readonly string _contentType;
    readonly EntityTagHeaderValue _tag;

    public PageAsset(string name, string contentType)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream(name)!;
        _bytes = new byte[stream.Length];
        stream.ReadExactly(_bytes);
        _contentType = contentType;
        _tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(_bytes).AsSpan(..12))}\"");
    }

    /// <summary>Answers with the file, or with nothing to those who have it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        // Asked for each time, so that a new version is seen at once; who has this one gets 304.
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(_bytes, _contentType, entityTag: _tag).ExecuteAsync(context);
    }
}
