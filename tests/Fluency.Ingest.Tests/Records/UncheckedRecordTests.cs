using System.Text;
using System.Text.Json;
using CsCheck;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing.Generation;
using Fluency.Ingest.Tests.Abstractions;
using Fluency.Ingest.Tests.CloudTrail;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Records of which the structure alone was checked, in the hands of what reads and writes records. A failure prints the seed to run it again with.</summary>
public class UncheckedRecordTests
{
    static readonly RecordOptions Structure = new() { Validation = RecordValidation.Structure };

    static readonly RecordPaths Paths = RecordPaths.Parse("eventVersion", "eventName", "userIdentity", "userIdentity.sessionContext.sessionIssuer.userName", "requestParameters", "resources", "readOnly", "errorCode");

    static readonly RecordPath ToReplace = RecordPath.Parse("userIdentity.type");

    static readonly string[] Insertions = ["{}", "[]", "\"\"", "\"x\"", ",", ":", ",,", "1 2", "tru", "\u0001", "\n", "\"\\x\"", "\"\\u12\"", "{\"a\"}", "[1 2]", "{:}", "\"a\":", " "];

    [Fact]
    public void Record_AnyTextOfWhichTheStructureAloneIsRight_IsReadOrRefused() => Gen.Int.Sample(
        seed =>
        {
            using var batch = new RecordBatch();
            var record = Lent(batch, Spoilt(seed));
            IsRefused(() => Read(record));
            var replaced = IsRefused(() => record.Replace(ToReplace, "1"u8));
            var body = record.BodyText();

            record.Set("eventName"u8, "overridden");
            record.Set("@field"u8, 1);
            var written = record.Written();
            if (!IsJson(body) && !replaced && !written.EndsWith($",\"@record\":{body}}}", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{body} is written as {written}");
            }
        },
        iter: FuzzRuns.Of(1_500));

    [Fact]
    public void Adjustments_AnyTextOfWhichTheStructureAloneIsRight_PassOrRefuse()
    {
        var (refused, passed) = (0, 0);
        Gen.Int.Sample(
            seed =>
            {
                using var batch = new RecordBatch();
                var record = Lent(batch, Spoilt(seed));
                var isRefused = IsRefused(() => new CloudTrailAdjustments().Process(record));
                Interlocked.Increment(ref isRefused ? ref refused : ref passed);
                using var lines = new RecordLineWriter();
                lines.Write(record);
                if (lines.Lines.Span[..^1].ContainsAny((byte)'\n', (byte)'\r'))
                {
                    throw new InvalidOperationException($"{record.BodyText()} is more than one line: {Encoding.UTF8.GetString(lines.Lines.Span)}");
                }
            },
            iter: FuzzRuns.Of(1_500));

        refused.Should().BePositive("else the text was not spoilt");
        passed.Should().BePositive("else it was spoilt too much");
    }

    [Fact]
    public async Task Run_RecordsThatAreNoJson_AreDeliveredAsTheyCame()
    {
        const string Good = """{"eventVersion":"1.08","eventName":"A","eventSource":"s3.amazonaws.com"}""";
        string[] bad = ["{\"eventVersion\":\"1.08\",,}", "{\"eventVersion\":\"1.08\",\"eventName\":\"\\x\"}", "{\"eventVersion\" 1}"];
        var sink = new CollectingSink();
        await using var pipe = Pipe.CreateBuilder("unchecked")
            .From(new MemorySource("a.json", Encoding.UTF8.GetBytes($"{{\"Records\":[{Good},{string.Join(',', bad)},{Good}]}}")))
            .Route(route => route.Process<CloudTrailAdjustments>().To(sink))
            .Otherwise(sink)
            .Configure(options => options.Records = Structure)
            .Build();

        var done = await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        sink.Records.Skip(1).Take(3).Should().Equal(bad);
        sink.Records.Where(record => record.EndsWith($",\"@cloudtrail\":{Good}}}", StringComparison.Ordinal)).Should().HaveCount(2);
        done.Records.Delivered.Should().Be(5);
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("\n")]
    public void Adjustments_ControlCharacterInAText_TheEnvelopeIsReadAllTheSame(string control)
    {
        using var batch = new RecordBatch();
        var record = Lent(batch, Encoding.UTF8.GetBytes($$"""{"eventVersion":"1.08","eventName":"A{{control}}B","eventSource":"s3.amazonaws.com"}"""));
        new CloudTrailAdjustments().Process(record).Answer.Should().Be(ProcessorAnswer.Pass);
        record.Set("@when"u8, 5);

        // A sink that throws for it would be tried for ever.
        record.TryGetEnvelope("@when"u8, out var value).Should().BeTrue();
        value.TryGetInt64(out var when).Should().BeTrue();
        when.Should().Be(5);
        record.TryGetEnvelope("@fields"u8, out var fields).Should().BeTrue();
        Encoding.UTF8.GetString(fields.Json).Should().Contain($"A{control}B").And.EndWith("}");
    }

    // What refuses to read is to say so by this exception alone; everything else is a mistake of ours.
    static bool IsRefused(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    static void Read(Record record)
    {
        var fields = new RecordField[Paths.Count];
        record.Find(Paths, fields);
        foreach (var field in fields)
        {
            var buffer = new byte[record.Body.Length];
            var value = record.ValueOf(field);
            value.TryGetInt64(out _);
            IsRefused(() => record.ValueOf(field).GetString());
            IsRefused(() => record.ValueOf(field).TextEquals("x"u8));
            IsRefused(() => record.ValueOf(field).TryGetText(buffer, out _));
        }
    }

    static bool IsJson(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
        return !Throws(ref reader);

        static bool Throws(ref Utf8JsonReader reader)
        {
            try
            {
                while (reader.Read())
                {
                }

                return false;
            }
            catch (JsonException)
            {
                return true;
            }
        }
    }

    // Behind it stands what would continue a string, and close everything.
    static Record Lent(RecordBatch batch, byte[] text)
    {
        byte[] memory = [.. "  "u8, .. text, .. "\"]}\"}]}"u8, .. new byte[128]];
        batch.Lend(Adjusted.Object, SomeBatch.ObjectId, 0, new ArraySegment<byte>(memory, 2, text.Length));
        return batch[0];
    }

    static byte[] Spoilt(int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var record = new CloudTrailGenerator(seed % 100).File(20).Records[random.Next(20)].ToArray();
            for (var times = random.Next(4); times >= 0; times--)
            {
                record = Spoil(record, random);
            }

            if (RecordScanning.Split([.. "["u8, .. record, .. "]"u8], int.MaxValue, Structure, out var records) is null && records is [{ } only] && only.Length == Encoding.UTF8.GetCharCount(record))
            {
                return record;
            }
        }
    }

    static byte[] Spoil(byte[] record, Random random)
    {
        var at = random.Next(1, record.Length - 1);
        return random.Next(4) switch
        {
            0 => [.. record[..at], (byte)random.Next(256), .. record[(at + 1)..]],
            1 => [.. record[..at], .. Encoding.UTF8.GetBytes(Insertions[random.Next(Insertions.Length)]), .. record[at..]],
            2 => [.. record[..at], .. record[(at + random.Next(Math.Min(9, record.Length - at - 1)))..]],
            _ => [.. record[..at], .. record[at..].AsSpan().IndexOfAny(",:"u8) is var skip and >= 0 ? [.. record[at..(at + skip)], .. record[(at + skip + 1)..]] : record[at..]],
        };
    }
}
