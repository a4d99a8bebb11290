using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>One element after another, in memory that does not grow; whoever uses it has to cut the array out of its object.</summary>
sealed class StreamedElementsRival : IRival
{
    public string Name => "`DeserializeAsyncEnumerable<JsonElement>`";

    public bool KeepsBytes => true;

    public async ValueTask<Tally> ReadAsync(Stream stored)
    {
        await using var gzip = new GZipStream(stored, CompressionMode.Decompress);
        await using var array = new RecordsArrayStream(gzip);
        var tally = default(Tally);
        await foreach (var record in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(array))
        {
            tally += new Tally(1, JsonMarshal.GetRawUtf8Value(record).Length);
        }

        return tally;
    }
}
