using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>The whole file as a <see cref="JsonDocument"/>, and each record's bytes out of it.</summary>
sealed class JsonDocumentRival : IRival
{
    public string Name => "`JsonDocument`";

    public bool KeepsBytes => true;

    public async ValueTask<Tally> ReadAsync(Stream stored)
    {
        await using var gzip = new GZipStream(stored, CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(gzip);
        var tally = default(Tally);
        foreach (var record in document.RootElement.GetProperty("Records").EnumerateArray())
        {
            tally += new Tally(1, JsonMarshal.GetRawUtf8Value(record).Length);
        }

        return tally;
    }
}
