using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsCheck;
using Fluency.Ingest.Records;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

// Texts of many blocks of 64 bytes. A failure prints the seed to run it again with.
public class RecordReaderBlockFuzzTests
{
    [Fact]
    public Task RecordReader_AnyLongText_GivesTheRecordsOfSystemTextJson() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300]).SampleAsync((seed, step) => CompareAsync(LongJson.Text(seed), step), iter: FuzzRuns.Of(1_000));

    [Fact]
    public Task RecordReader_AnyDamagedLongText_IsRefusedWhenSystemTextJsonDoes() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300]).SampleAsync((seed, step) => CompareAsync(LongJson.Damaged(seed), step), iter: FuzzRuns.Of(6_000));

    [Fact]
    public void RecordScanner_AnyDamagedDocumentInOneSpan_IsRefusedWhenSystemTextJsonDoes() =>
        SomeJson.DamagedDocument.Sample(document => Compare(document, SystemTextJsonJudge.RecordsOf(document), int.MaxValue), iter: FuzzRuns.Of(20_000));

    // The limit is by the record alone: neither by how it is cut nor by what stands before.
    [Fact]
    public void RecordScanner_AnyNesting_IsTooDeepWhereItIs() => Gen.Select(Gen.Int, Gen.Int[1, 70], Gen.Int[1, 300]).Sample(
        (seed, maxDepth, step) =>
        {
            var (text, deepest) = SomeNesting.Text(seed, maxDepth);
            foreach (var one in new[] { step, int.MaxValue })
            {
                var failure = RecordScanning.Split(text, one, new RecordOptions { MaxDepth = maxDepth }, out _);
                if (failure?.Cause != (deepest > maxDepth ? FailureCause.TooDeep : null))
                {
                    throw new InvalidOperationException($"{deepest} deep of {maxDepth} in steps of {one} is {failure}: {Encoding.UTF8.GetString(text)}");
                }
            }
        },
        iter: FuzzRuns.Of(6_000));

    [Theory]
    [InlineData("{'p':'P','v':", ",'z':'Z'}")]
    [InlineData("{'p':'P','v':2", ",'z':'Z'}")]
    [InlineData("{'p':'P','v':'2'", ",'z':'Z'}")]
    [InlineData("{'p':'P',", "'z':'Z'}")]
    [InlineData("{'p':'P','", "':1,'z':'Z'}")]
    [InlineData("{'p':'P','", "2':1,'z':'Z'}")]
    [InlineData("{'p':'P','v':'", "','z':'Z'}")]
    [InlineData("{'p':'P','v':'", "2','z':'Z'}")]
    [InlineData("{'p':'P','v':{", "},'z':'Z'}")]
    [InlineData("{'p':'P','v':{'w':2", "},'z':'Z'}")]
    [InlineData("{'p':'P','v':{'w':{", "}},'z':'Z'}")]
    [InlineData("{'p':'P','v':[", "],'z':'Z'}")]
    [InlineData("{'p':'P','v':[2,", ",'Z']}")]
    [InlineData("['P',", ",'Z']")]
    [InlineData("{'p':'P','v':{}", ",'z':'Z'}")]
    public void RecordScanner_AllShortTextsAtTheEdgeOfABlock_AreJudgedAsSystemTextJsonDoes(string before, string behind)
    {
        var stride = FuzzRuns.Stride(1);
        foreach (var (index, piece) in ShortTexts.UpTo(4).Index().Where(each => each.Index % stride == 0))
        {
            CompareAtEdge(before, piece, behind, index / stride % (piece.Length + 1));
        }
    }

    [Fact]
    public void RecordScanner_LongerTextsAtTheEdgeOfABlock_AreJudgedAsSystemTextJsonDoes()
    {
        (string Before, string Behind)[] around = [("{'p':'P','v':", ",'z':'Z'}"), ("{'p':'P','v':[2", "],'z':'Z'}"), ("{'p':'P',", "'z':'Z'}"), ("{'p':'P','v':2", "'z':'Z'}")];
        var stride = FuzzRuns.Stride(3);
        foreach (var (index, piece) in ShortTexts.Of(5).Index().Where(each => each.Index % stride == 0))
        {
            CompareAtEdge(around[index % around.Length].Before, piece, around[index % around.Length].Behind, index / 7 % 6);
        }
    }

    [Fact]
    public void RecordScanner_AllShortTextsAtAllPlacesOfTheEdge_AreJudgedAsSystemTextJsonDoes()
    {
        foreach (var piece in ShortTexts.UpTo(2))
        {
            for (var at = 0; at <= piece.Length; at++)
            {
                CompareAtEdge("{'p':'P','v':", piece, ",'z':'Z'}", at);
                CompareAtEdge("{'p':'P','v':'", piece, "','z':'Z'}", at);
                CompareAtEdge("{'p':'P','v':{},'a':[2,", piece, ",'Z'],'z':'Z'}", at);
            }
        }
    }

    [Theory]
    [InlineData("'v':'\u00fc\u20ac\U0001F600',")]
    [InlineData("'\\\\\\'\\\\':'\\\\\\\\',")]
    [InlineData("'v':'\\u00fc\\'\\u0022',")]
    [InlineData("'v':[-1.25e-7,true,false,null,0],")]
    [InlineData("'v' : { } , 'w' : [ ] ,")]
    [InlineData("'v'\r\n\t:\t{\n}\n,\r'w'\t:[\t[\n] ,{\r}],")]
    [InlineData("'n':{'a':[{'b':[]},{}]},")]
    public void RecordScanner_AnythingAtAnyPlaceOfABlock_IsRead(string piece)
    {
        for (var padding = 0; padding <= 140; padding++)
        {
            var record = Record("{'p':'P',", piece, "'z':'Z'}", padding);

            RecordScanning.RecordsOf(Encoding.UTF8.GetBytes($"[{record},{record}]{new string(' ', 100)}")).Should().Equal(record, record);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{'a':1}")]
    [InlineData("[[]]")]
    [InlineData("'a'")]
    [InlineData("12")]
    public void RecordScanner_RecordsThatEndAtAnyPlaceOfABlock_AreRead(string small)
    {
        small = small.Replace('\'', '"');
        for (var padding = 0; padding <= 140; padding++)
        {
            var record = Record("{'p':'P'", ",'a':{'b':[{}]}", "}", padding);
            var text = Encoding.UTF8.GetBytes($"{{\"Records\":[{small},{small},{record},{small},{small}]}}{new string(' ', 100)}");

            RecordScanning.RecordsOf(text).Should().Equal(small, small, record, small, small);
        }
    }

    // Behind the data stands what would make the escape right.
    [Fact]
    public void RecordScanner_DataEndWithinAnEscape_AreNotReadBeyond()
    {
        for (var padding = 0; padding <= 140; padding++)
        {
            var begin = $"[{{\"p\":\"{new string('p', padding)}\\u00";

            RecordScanning.RecordsOf(Encoding.UTF8.GetBytes(begin + "zz\"}]"), step: begin.Length).Should().BeNull();
        }
    }

    // One word of bits holds the first 63 levels.
    [Fact]
    public void RecordScanner_NestedAroundAWordOfBits_IsJudgedAsSystemTextJsonDoes() => Gen.Select(Gen.Int[58, 72], Gen.Int[0, 80], Gen.Int[-1, 72], Gen.ULong).Sample(
        (depth, padding, wrong, kinds) =>
        {
            bool[] isObject = [.. Enumerable.Range(0, depth).Select(level => (kinds >> (level % 64) & 1) != 0)];
            var opens = string.Concat(isObject.Select(each => each ? "{\"a\":" : "["));
            var closes = string.Concat(isObject.Select((each, level) => each == (level == wrong) ? ']' : '}').Reverse());
            var text = Encoding.UTF8.GetBytes($"[{opens}\"{new string('p', padding)}\",{(isObject[^1] ? "\"b\":1" : "1")}{closes}]{new string(' ', 100)}");

            Compare(text, SystemTextJsonJudge.RecordsOf(text), int.MaxValue);
        },
        iter: FuzzRuns.Of(5_000));

    static string Record(string before, string piece, string behind, int padding) =>
        (before.Replace("P", new string('p', padding), StringComparison.Ordinal) + piece + behind.Replace("Z", new string('z', 150), StringComparison.Ordinal)).Replace('\'', '"');

    // The record begins at the second byte of the text, and its first block behind its opening bracket.
    static void CompareAtEdge(string before, string piece, string behind, int edge)
    {
        var padding = 1 + 64 - (before.Length - 1) - edge;
        var text = Encoding.UTF8.GetBytes($"[{Record(before, piece, behind, padding)}]");

        Compare(text, SystemTextJsonJudge.RecordsOf(text), int.MaxValue);
    }

    static async Task CompareAsync(byte[] text, int step)
    {
        var expected = SystemTextJsonJudge.RecordsOf(text);
        Compare(text, expected, int.MaxValue);
        Compare(text, expected, step);

        var result = await RecordReading.SplitAsync(text, maxRead: step);

        Judge(text, expected, result.Failure is null ? result.Records : null, $"read by {step}");
    }

    static void Compare(byte[] text, List<string>? expected, int step)
    {
        if (Utf8.IsValid(text))
        {
            Judge(text, expected, RecordScanning.RecordsOf(text, step), $"scanned by {step}");
        }
    }

    // Asserted only where it differs: the assertion costs a hundred times as much as what it asserts.
    static void Judge(byte[] text, List<string>? expected, IReadOnlyList<string>? found, string how)
    {
        if (expected is null != found is null || (expected is not null && !expected.SequenceEqual(found!)))
        {
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(text)}: System.Text.Json found {Say(expected)} records, we, {how}, {Say(found)}.");
        }
    }

    static string Say(IReadOnlyList<string>? records) => records?.Count.ToString(CultureInfo.InvariantCulture) ?? "no";
}
