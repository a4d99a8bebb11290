using System.Text;

namespace Fluency.Ingest.Testing;

/// <summary>Makes batches as a pipe hands them to sinks, for tests of sinks and processors.</summary>
public static class RecordBatches
{
    /// <summary>Makes a batch of records of one object, <c>s3://bucket/key.json.gz</c>.</summary>
    /// <param name="records">Each record as JSON. It is not checked: in a pipe it was, before a batch was made of it.</param>
    /// <returns>The batch, closed to edits as it is before a sink; the caller disposes it.</returns>
    public static RecordBatch Of(params IEnumerable<string> records) => Of(records, edit: null);

    /// <summary>Makes a batch of records that a processor worked on.</summary>
    /// <param name="records">Each record as JSON.</param>
    /// <param name="edit">Called for each record: sets fields of its envelope, nests it, replaces parts of it.</param>
    /// <returns>The batch, closed to edits as it is before a sink; the caller disposes it.</returns>
    public static RecordBatch Of(IEnumerable<string> records, Action<Record>? edit)
    {
        ArgumentNullException.ThrowIfNull(records);
        return Of(records.Select(Encoding.UTF8.GetBytes), edit);
    }

    internal static RecordBatch Of(IEnumerable<byte[]> records, Action<Record>? edit)
    {
        var origin = new ObjectReference("bucket", "key.json.gz") { Uri = "s3://bucket/key.json.gz", ETag = "etag" };
        var id = ObjectId.Of(origin.Container, origin.Name, origin.ETag);
        var batch = new RecordBatch();
        var index = 0u;
        foreach (var record in records)
        {
            var added = batch.AppendRaw(origin, id, index++, record);
            edit?.Invoke(added);
        }

        batch.IsReadOnly = true;
        return batch;
    }
}
