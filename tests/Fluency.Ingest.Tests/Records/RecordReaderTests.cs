using System.Text;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task RecordReader_FewBytesARead_GivesTheSameRecords(int maxRead)
    {
        string[] records = [.. Enumerable.Range(0, 50).Select(i => $$$"""{"index":{{{i}}},"name":"ü€😀\u00fc\n","list":[true,false,null,-1.5e3,{"a":{}}],"long":"{{{new string('l', i * 20)}}}"}""")];

        var result = await RecordReading.SplitAsync($$"""{"Records":[{{string.Join(" , ", records)}}]}""", maxRead: maxRead);

        result.Should().BeEquivalentTo(new SplitResult(records, null), o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData("{\"Records\":[{\"a\":1},]}", 20)]
    [InlineData("{\"Records\":[{\"a\":1}}", 19)]
    [InlineData("{\"Records\":[{\"a\":1}]]", 20)]
    [InlineData("{\"Records\":[{\"a\":1}]}x", 21)]
    [InlineData("{\"Records\":[{\"a\":1} {}]}", 20)]
    [InlineData("{\"Records\":[{\"a\":01}]}", 18)]
    [InlineData("{\"Records\":[{\"a\":1.}]}", 19)]
    [InlineData("{\"Records\":[{\"a\":tru}]}", 20)]
    [InlineData("{\"Records\":[{\"a\":\"\t\"}]}", 18)]
    [InlineData("{\"Records\":[{\"a\":\"\\x\"}]}", 19)]
    [InlineData("{\"Records\":[{\"a\":\"\\u12g4\"}]}", 22)]
    [InlineData("{\"Records\":[{\"a\" 1}]}", 17)]
    [InlineData("{\"Records\":[{a:1}]}", 13)]
    [InlineData("{\"Records\":[{'a':1}]}", 13)]
    [InlineData("{\"Records\":[/**/]}", 12)]
    [InlineData("{\"Records\":[NaN]}", 12)]
    public async Task RecordReader_InvalidJson_IsCorruptAndNamesTheByte(string text, int offset)
    {
        foreach (var padding in new[] { "", new string(' ', 100) })
        {
            var result = await RecordReading.SplitAsync(text + padding);

            result.Cause.Should().Be(FailureCause.Corrupt);
            result.Failure!.Message.Should().Contain("s3://bucket/key").And.Contain($"at byte {offset} ");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task RecordReader_NoUtf8_IsCorruptAndNamesTheByte(int maxRead)
    {
        // Lone continuation, overlong, surrogate, past the last character, cut characters of two to four bytes.
        foreach (var invalid in new[] { "80", "C0AF", "EDA080", "F4908080", "FF", "C322", "E28222", "F09F9822" })
        {
            byte[] text = [.. "[\"aü€😀"u8, .. Convert.FromHexString(invalid), .. "                                        \"]"u8];

            var result = await RecordReading.SplitAsync(text, maxRead: maxRead);

            result.Cause.Should().Be(FailureCause.Corrupt, invalid);
            result.Failure!.Message.Should().Contain("at byte 12 ", invalid);
        }
    }

    [Theory]
    [InlineData("C3")]
    [InlineData("E282")]
    [InlineData("F09F98")]
    public async Task RecordReader_EndsWithinACharacter_IsTruncated(string cut)
    {
        byte[] text = [.. "[\"a"u8, .. Convert.FromHexString(cut)];

        (await RecordReading.SplitAsync(text)).Cause.Should().Be(FailureCause.Truncated);
    }

    [Theory]
    [InlineData("{\"Records\":[{\"a\":1},{\"b\":2}]}", 2)]
    [InlineData("[{\"a\":1},{\"b\":2}]", 2)]
    [InlineData("{\"a\":\"\\u00fc\",\"b\":[-1.5e-3,true,null]}", 1)]
    public async Task RecordReader_CutAtEveryByte_IsTruncated(string text, int records)
    {
        for (var length = 1; length < text.Length; length++)
        {
            var result = await RecordReading.SplitAsync(text[..length]);

            result.Cause.Should().Be(FailureCause.Truncated, text[..length]);
            result.Records.Should().HaveCountLessThanOrEqualTo(records);
        }
    }

    [Fact]
    public async Task RecordReader_SourceFails_PassesItsFailureOn()
    {
        byte[] text = Encoding.UTF8.GetBytes("""{"Records":[{"a":1},{"b":2}]}""");
        await using var reader = await ObjectReader.OpenAsync(
            new ScriptedObject(text) { LengthError = 1 }, new() { MaxResumes = 0 }, new ImpatientTimeProvider(), TestContext.Current.CancellationToken);

        (await RecordReading.SplitAsync(reader)).Cause.Should().Be(FailureCause.Network);
    }

    [Fact]
    public async Task RecordReader_FilledBeforeAllIsTaken_Throws()
    {
        using var reader = new RecordReader(new BytesSource("[1,2]"u8.ToArray()), RecordReading.Object, new());
        await reader.FillAsync(TestContext.Current.CancellationToken);
        reader.TryRead(out _).Should().BeTrue();

        var fill = async () => await reader.FillAsync(TestContext.Current.CancellationToken);

        await fill.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task RecordReader_FailedOnce_FailsAgain()
    {
        using var reader = new RecordReader(new BytesSource("[1,x]"u8.ToArray()), RecordReading.Object, new());
        await reader.FillAsync(TestContext.Current.CancellationToken);
        reader.TryRead(out _).Should().BeTrue();

        for (var i = 0; i < 2; i++)
        {
            reader.Invoking(r => r.TryRead(out _)).Should().Throw<IngestException>().Which.Cause.Should().Be(FailureCause.Corrupt);
        }
    }

    [Fact]
    public async Task RecordReader_RecordsTaken_AllocateNothing()
    {
        // The first time initialises statics, and scanners are used again by whichever reader comes next: one that was never deep before grows once.
        var least = long.MaxValue;
        for (var run = 0; run < 10 && least > 0; run++)
        {
            least = Math.Min(least, await AllocatedByTakingAsync(1000));
        }

        least.Should().Be(0);
    }

    static async Task<long> AllocatedByTakingAsync(int records)
    {
        using var reader = new RecordReader(new BytesSource(ManyRecords(records), maxRead: 10_000), RecordReading.Object, new());
        var allocated = 0L;
        while (await reader.FillAsync(TestContext.Current.CancellationToken))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (reader.TryRead(out _))
            {
            }

            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        reader.Count.Should().Be(records);
        return allocated;
    }

#if !DEBUG
    // Debug builds allocate for each call of an async method.
    [Fact]
    public async Task RecordReader_TenTimesTheRecords_AllocatesNoMore()
    {
        await AllocatedAsync(1000);

        var few = await AllocatedAsync(1000);
        var many = await AllocatedAsync(10_000);

        // A few bytes are of the test's own awaiting; a byte a record would be 9,000.
        (many - few).Should().BeLessThan(9000);
        few.Should().BeLessThan(1000);
    }

    static async Task<long> AllocatedAsync(int records)
    {
        var source = new BytesSource(ManyRecords(records), maxRead: 10_000);
        var cancellationToken = TestContext.Current.CancellationToken;
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var reader = new RecordReader(source, RecordReading.Object, new()))
        {
            while (await reader.FillAsync(cancellationToken))
            {
                while (reader.TryRead(out _))
                {
                }
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
#endif

    static byte[] ManyRecords(int count) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("""{"eventName":"GetObject","bytes":1.5,"deep":{"list":["\u00fc",null]}}""", count))}]");
}
