using System.IO.Compression;
using Fluency.Ingest.Benchmarks.Ratios;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>Newtonsoft's reader up to each record, which is loaded as a <see cref="JObject"/> and written as text.</summary>
sealed class NewtonsoftRival : IRival
{
    public string Name => "Newtonsoft.Json, `JsonTextReader` + `JObject.Load`";

    // Numbers and escapes come out otherwise.
    public bool KeepsBytes => false;

    public async ValueTask<Tally> ReadAsync(Stream stored)
    {
        await using var gzip = new GZipStream(stored, CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None };
        var tally = default(Tally);
        while (reader.Read())
        {
            // The root is at depth 0, its array at 1.
            if (reader.TokenType == JsonToken.StartObject && reader.Depth == 2)
            {
                tally += new Tally(1, JObject.Load(reader).ToString(Formatting.None).Length);
            }
        }

        return tally;
    }
}
