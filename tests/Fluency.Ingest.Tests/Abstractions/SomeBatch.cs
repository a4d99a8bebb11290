using System.Buffers;
using System.Text;

namespace Fluency.Ingest.Tests.Abstractions;

/// <summary>Batches of records given as JSON text, lent as the data path lends them: all in one buffer, not from its start.</summary>
static class SomeBatch
{
    public static readonly ObjectReference Object = new("logs", "a/b.json") { Uri = "s3://logs/a/b.json" };

    public static readonly ObjectId ObjectId = ObjectId.Of("logs", "a/b.json", "etag");

    public static RecordBatch Of(params IReadOnlyList<string> records)
    {
        var batch = new RecordBatch();
        foreach (var (index, raw) in Lent(records).Index())
        {
            batch.Lend(Object, ObjectId, (uint)index, raw);
        }

        return batch;
    }

    public static IEnumerable<ArraySegment<byte>> Lent(IReadOnlyList<string> records)
    {
        var bytes = Encoding.UTF8.GetBytes("[" + string.Join(',', records) + "]");
        var at = 1;
        foreach (var record in records)
        {
            var length = Encoding.UTF8.GetByteCount(record);
            yield return new ArraySegment<byte>(bytes, at, length);
            at += length + 1;
        }
    }

    public static Record OfOne(string record) => Of(record)[0];

    public static string Written(this Record record)
    {
        var writer = new ArrayBufferWriter<byte>();
        record.WriteTo(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    public static string Line(this Record record)
    {
        var writer = new ArrayBufferWriter<byte>();
        record.WriteLineTo(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    public static string BodyText(this Record record) => Encoding.UTF8.GetString(record.Body);

    public static string? TextAt(this Record record, string path) =>
        record.TryGet(RecordPath.Parse(path), out var value) ? Encoding.UTF8.GetString(value.Json) : null;
}
