#if !DEBUG
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Testing.Generation;
using Fluency.Ingest.Tests.Model;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

/// <summary>What it takes to prove a file and split it into records, beside what its source takes to open it. Debug builds allocate for each call of an async method.</summary>
[Collection(nameof(AloneCollection))]
public sealed class DecodingAllocationTests
{
    const int Files = 200;

    // The goal; a third of it is .NET's inflater.
    const int MaxBytesPerFile = 1024;

    static readonly ObjectOptions ObjectOptions = new();
    static readonly RecordOptions RecordOptions = new();

    [Theory]
    [InlineData(5)]
    [InlineData(200)]
    public async Task Decoding_EachFile_AllocatesLittle(int recordsPerFile)
    {
        var source = new MemoryObject("a.json.gz", new CloudTrailGenerator().File(recordsPerFile).Bytes);
        await DecodeAsync(source, recordsPerFile);
        await OpenAsync(source);

        var opening = await LeastAsync(() => OpenAsync(source), enough: long.MaxValue);
        var allocated = await LeastAsync(() => DecodeAsync(source, recordsPerFile), enough: opening + (Files * MaxBytesPerFile)) - opening;

        ((double)allocated / Files).Should().BeLessThanOrEqualTo(MaxBytesPerFile);
    }

    // The least of many: a pool may be empty for a moment, and code that is not yet compiled as well as it will be allocates more.
    static async Task<long> LeastAsync(Func<Task> action, long enough)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 20 || (least > enough && run < 500); run++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    static async Task OpenAsync(MemoryObject source)
    {
        for (var file = 0; file < Files; file++)
        {
            await using var content = await source.OpenAsync(cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    static async Task DecodeAsync(MemoryObject source, int records)
    {
        for (var file = 0; file < Files; file++)
        {
            await using var reader = await ObjectReader.OpenAsync(source, ObjectOptions, TimeProvider.System, TestContext.Current.CancellationToken);
            using var splitter = new RecordReader(reader, RecordOptions);
            var count = 0;
            while (await splitter.FillAsync(TestContext.Current.CancellationToken))
            {
                while (splitter.TryRead(out _))
                {
                    count++;
                }
            }

            Assert.Equal(records, count);
        }
    }
}
#endif
