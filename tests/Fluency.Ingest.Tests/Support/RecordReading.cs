using System.Text;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Splits texts into records, to the end or to the failure.</summary>
static class RecordReading
{
    public static readonly ObjectReference Object = new("bucket", "key") { Uri = "s3://bucket/key" };

    public static Task<SplitResult> SplitAsync(string text, RecordOptions? options = null, int maxRead = int.MaxValue) =>
        SplitAsync(Encoding.UTF8.GetBytes(text), options, maxRead);

    public static Task<SplitResult> SplitAsync(ReadOnlyMemory<byte> bytes, RecordOptions? options = null, int maxRead = int.MaxValue) =>
        SplitAsync(new BytesSource(bytes, maxRead), options);

    public static async Task<SplitResult> SplitAsync(IByteSource source, RecordOptions? options = null)
    {
        using var reader = new RecordReader(source, Object, options ?? new());
        var records = new List<string>();
        try
        {
            while (await reader.FillAsync(TestContext.Current.CancellationToken))
            {
                while (reader.TryRead(out var record))
                {
                    records.Add(Encoding.UTF8.GetString(record));
                }
            }

            return new SplitResult(records, null);
        }
        catch (IngestException exception)
        {
            return new SplitResult(records, exception);
        }
    }
}
