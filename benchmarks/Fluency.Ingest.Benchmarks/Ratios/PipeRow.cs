using Fluency.Ingest.CloudTrail;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Everything: proof, records, router, CloudTrail's adjustments, gate, lane, and a sink that writes each record out and drops it.</summary>
sealed class PipeRow : IRow
{
    public string Name => "pipe";

    public string What => "the same + `AWSCloudTrail_Adjustments` + envelope written out to a null sink through router and lane";

    // Many of its methods are called once a file, and are not compiled for good before that was some hundred times.
    public int WarmUps => 4;

    public async Task<Tally> RunAsync(DataSet data)
    {
        var sink = new RenderingSink();
        await using var pipe = Pipe.CreateBuilder("ratios")
            .From(new StoredSource(data.Objects))
            .Route(route => route.Process<CloudTrailAdjustments>().To(sink))
            .Otherwise(sink)
            .Build();
        await pipe.RunUntilEmptyAsync();
        return new Tally(sink.Records, 0);
    }

    // What is written out is longer than what came, by the envelope.
    public Tally Expected(DataSet data) => new(data.Records, 0);
}
