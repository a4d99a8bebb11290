using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Rivals;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Benchmarks.Growth;

/// <summary>The ways through one file on the disk whose time and memory are watched while it grows.</summary>
static class GrowthWays
{
    /// <summary>From what is the least to what is the most.</summary>
    public static IReadOnlyList<GrowthWay> All { get; } =
    [
        new("inflate", "`GZipStream` alone", IsOurs: false, path => OfRivalAsync(new InflateRival(), path)),
        new("split", "Fluency.Ingest: proven, validated, split", IsOurs: true, path => OfRivalAsync(new IngestRival(), path)),
        new("pipe", "Fluency.Ingest: a pipe with `AWSCloudTrail_Adjustments`, written out to a null sink", IsOurs: true, OfPipeAsync),
        new("stream", "`DeserializeAsyncEnumerable<JsonElement>`", IsOurs: false, path => OfRivalAsync(new StreamedElementsRival(), path)),
        new("document", "`JsonDocument`", IsOurs: false, path => OfRivalAsync(new JsonDocumentRival(), path)),
    ];

    static async Task<long> OfRivalAsync(IRival rival, string path)
    {
        await using var stored = File.OpenRead(path);
        return (await rival.ReadAsync(stored)).Records;
    }

    static async Task<long> OfPipeAsync(string path)
    {
        var sink = new RenderingSink();
        await using var pipe = Pipe.CreateBuilder("growth")
            .From(new FileSource(path))
            .Route(route => route.Process<CloudTrailAdjustments>().To(sink))
            .Otherwise(sink)
            .Build();
        await pipe.RunUntilEmptyAsync();
        return sink.Records;
    }
}
