using System.Globalization;
using System.Text;
using CsCheck;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

// A failure prints the seed to run it again with.
public class RecordReaderFuzzTests
{
    [Fact]
    public Task RecordReader_AnyDocument_GivesTheRecordsOfSystemTextJson() =>
        Gen.Select(SomeJson.Document, Gen.Int[1, 300]).SampleAsync((document, maxRead) => CompareAsync(document, maxRead), iter: FuzzRuns.Of(5_000));

    [Fact]
    public Task RecordReader_AnyDamagedDocument_IsRefusedWhenSystemTextJsonDoes() =>
        Gen.Select(SomeJson.DamagedDocument, Gen.Int[1, 300]).SampleAsync((document, maxRead) => CompareAsync(document, maxRead), iter: FuzzRuns.Of(20_000));

    [Fact]
    public Task RecordReader_AnyDocumentCutAtEveryByte_GivesNoRecordThatIsNotWhole() => SomeJson.Document.SampleAsync(
        async document =>
        {
            for (var length = 1; length < document.Length; length++)
            {
                await CompareAsync(document[..length], maxRead: 64);
            }
        },
        iter: FuzzRuns.Of(20));

    static async Task CompareAsync(byte[] document, int maxRead)
    {
        var expected = SystemTextJsonJudge.RecordsOf(document);

        var result = await RecordReading.SplitAsync(document, maxRead: maxRead);

        // Asserted only where it differs: the assertion costs a hundred times as much as what it asserts.
        if (!(expected is null ? result.Failure is not null : result.Failure is null && result.Records.SequenceEqual(expected)))
        {
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(document)}: System.Text.Json found {expected?.Count.ToString(CultureInfo.InvariantCulture) ?? "no"} records, we {result}.");
        }
    }
}
