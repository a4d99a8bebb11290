using System.Text;

namespace Fluency.Ingest.Tests.Sinks;

/// <summary>Makes batches as a lane hands them to a sink.</summary>
static class Batches
{
    static readonly ObjectReference Origin = new("logs", "a.json.gz") { Uri = "s3://logs/a.json.gz" };
    static readonly ObjectId Id = ObjectId.Of("logs", "a.json.gz", "e");

    public static RecordBatch Of(params string[] records) => OfBytes([.. records.Select(Encoding.UTF8.GetBytes)]);

    public static RecordBatch OfBytes(params byte[][] records)
    {
        var batch = new RecordBatch();
        for (var i = 0; i < records.Length; i++)
        {
            batch.Lend(Origin, Id, (uint)i, records[i]);
        }

        batch.IsReadOnly = true;
        return batch;
    }
}
