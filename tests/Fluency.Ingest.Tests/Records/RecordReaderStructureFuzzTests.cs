using System.Text;
using System.Text.Unicode;
using CsCheck;
using Fluency.Ingest.Records;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

// A failure prints the seed to run it again with.
public class RecordReaderStructureFuzzTests
{
    static readonly RecordOptions Structure = new() { Validation = RecordValidation.Structure };

    [Fact]
    public Task RecordReader_AnyDocument_GivesTheRecordsOfSystemTextJson() =>
        Gen.Select(SomeJson.Document, Gen.Int[1, 300]).SampleAsync((document, step) => CompareAsync(document, step), iter: FuzzRuns.Of(3_000));

    [Fact]
    public Task RecordReader_AnyLongText_GivesTheRecordsOfSystemTextJson() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300]).SampleAsync((seed, step) => CompareAsync(LongJson.Text(seed), step), iter: FuzzRuns.Of(1_000));

    [Fact]
    public Task RecordReader_AnyDamagedDocument_IsRefusedWhereItsStructureIsBroken() =>
        Gen.Select(SomeJson.DamagedDocument, Gen.Int[1, 300]).SampleAsync((document, step) => CompareAsync(document, step), iter: FuzzRuns.Of(10_000));

    [Fact]
    public Task RecordReader_AnyDamagedLongText_IsRefusedWhereItsStructureIsBroken() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300]).SampleAsync((seed, step) => CompareAsync(LongJson.Damaged(seed), step), iter: FuzzRuns.Of(3_000));

    [Fact]
    public Task RecordReader_AnyDocumentCutAtEveryByte_GivesNoRecordThatIsNotWhole() => SomeJson.Document.SampleAsync(
        async document =>
        {
            for (var length = 1; length < document.Length; length++)
            {
                await CompareAsync(document[..length], step: 64);
            }
        },
        iter: FuzzRuns.Of(20));

    // Brackets and quotes alone, so that every rule is met with again and again.
    [Fact]
    public Task RecordReader_AnyBrackets_AreRefusedWhereTheyDoNotFit() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300]).SampleAsync((seed, step) => CompareAsync(Brackets(new Random(seed)), step), iter: FuzzRuns.Of(10_000));

    [Fact]
    public void RecordScanner_AnythingButStructureInPlaceOfAnything_IsTakenAsItIs() => Gen.Int.Sample(
        seed =>
        {
            var text = LongJson.Text(seed);
            var expected = RecordScanning.RecordsOf(text, options: Structure)!;
            var spoilt = Spoilt(text, new Random(seed));
            var found = RecordScanning.RecordsOf(spoilt, options: Structure);
            if (found is null || found.Count != expected.Count)
            {
                throw new InvalidOperationException($"{Encoding.Latin1.GetString(spoilt)} has {expected.Count} records, found were {found?.Count}.");
            }
        },
        iter: FuzzRuns.Of(1_000));

    // One way of scanning after the other, and each in steps that end anywhere: all must agree, and with what System.Text.Json and the structure allow.
    static async Task CompareAsync(byte[] text, int step)
    {
        var failure = RecordScanning.Split(text, int.MaxValue, Structure, out var records);
        foreach (var each in new[] { 1, step, 64 })
        {
            var again = RecordScanning.Split(text, each, Structure, out var same);
            Assert(again is null == failure is null && same.SequenceEqual(records), $"{Say(same, again)} in steps of {each}");
        }

        var result = await RecordReading.SplitAsync(text, Structure, step);
        Assert(result.Failure is null == failure is null && result.Records.SequenceEqual(records), $"{result} when read by {step}");
        Assert(failure is not null || text.Length == 0 || StructureJudge.IsClosed(text), "though its structure is broken");
        Assert(records.TrueForAll(static record => StructureJudge.IsClosed(Encoding.UTF8.GetBytes(record))), "of which one is not closed");
        if (!Utf8.IsValid(text))
        {
            return;
        }

        var expected = SystemTextJsonJudge.RecordsOf(text);
        Assert(text.Length == 0 || expected is null || (failure is null && expected.SequenceEqual(records)), $"System.Text.Json {expected?.Count} records");
        var around = StructureJudge.Around(Encoding.UTF8.GetString(text), records);
        Assert(failure is not null || text.Length == 0 || SystemTextJsonJudge.RecordsOf(around)?.Count == records.Count, $"but around them is {Encoding.UTF8.GetString(around)}");

        // Asserted only where it differs: the assertion costs a hundred times as much as what it asserts.
        void Assert(bool isTrue, string otherwise)
        {
            if (!isTrue)
            {
                throw new InvalidOperationException($"{Encoding.UTF8.GetString(text)}: found {Say(records, failure)}, {otherwise}");
            }
        }
    }

    static string Say(List<string> records, ScanFailure? failure) => $"{records.Count} records, {failure?.ToString() ?? "right"}";

    static byte[] Brackets(Random random)
    {
        var text = new StringBuilder("[");
        var open = new Stack<char>("]");
        var isRight = random.Next(3) > 0;
        for (var length = random.Next(400); length > 0; length--)
        {
            switch (random.Next(7))
            {
                case 0 or 1 when open.Count > 1:
                    text.Append(!isRight && random.Next(30) == 0 ? OneOf("}]") : open.Pop());
                    text.Append(open.Count == 1 ? "," : "");
                    break;
                case 2 when open.Count > 1:
                    text.Append('"').Append(OneOf("{}[]x"), random.Next(9)).Append('\\', 2 * random.Next(9)).Append(random.Next(2) == 0 ? "\\\"" : "").Append('"');
                    break;
                case 3 when open.Count > 1:
                    text.Append(OneOf("x,: "), random.Next(70));
                    break;
                default:
                    text.Append(OneOf("{["));
                    open.Push(text[^1] == '{' ? '}' : ']');
                    break;
            }
        }

        text.Append(string.Concat(open.SkipLast(1)));
        return Encoding.UTF8.GetBytes(text.ToString().TrimEnd(',') + "]");

        char OneOf(string values) => values[random.Next(values.Length)];
    }

    /// <summary>Other bytes in place of some within the records, where neither they nor what they replace are quotes, backslashes or brackets.</summary>
    static byte[] Spoilt(byte[] text, Random random)
    {
        const string Marks = "{}[]\"\\";
        var records = RecordScanning.RecordsOf(text, options: Structure)!;
        var spoilt = text.ToArray();
        var at = 0;
        foreach (var record in records.Select(Encoding.UTF8.GetBytes))
        {
            at += text.AsSpan(at).IndexOf(record);
            for (var i = 1; record[0] is (byte)'{' or (byte)'[' && i < record.Length - 1; i++)
            {
                var isPlain = !Marks.Contains((char)record[i]) && (record[i - 1] != '\\' || i < 2);
                spoilt[at + i] = isPlain && random.Next(10) == 0 && (byte)random.Next(256) is var other && !Marks.Contains((char)other) ? other : record[i];
            }

            at += record.Length;
        }

        return spoilt;
    }
}
