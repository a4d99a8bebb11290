using System.IO.Compression;
using System.Text.Json.Nodes;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>The whole file as a <see cref="JsonNode"/>, as those use it who want to change records, and each record as text.</summary>
sealed class JsonNodeRival : IRival
{
    public string Name => "`JsonNode`";

    // It escapes what is not ASCII.
    public bool KeepsBytes => false;

    public async ValueTask<Tally> ReadAsync(Stream stored)
    {
        await using var gzip = new GZipStream(stored, CompressionMode.Decompress);
        var root = await JsonNode.ParseAsync(gzip);
        var tally = default(Tally);
        foreach (var record in root!["Records"]!.AsArray())
        {
            tally += new Tally(1, record!.ToJsonString().Length);
        }

        return tally;
    }
}
