using System.Buffers;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>
/// Makes CloudTrail files that look like real ones: their keys, their sizes (most hold a handful of records, a few hold thousands) and the oddities of
/// their records: services in place of IP addresses, parameters that are null or text, numbers such as <c>1371.0</c>, names that differ only by case,
/// missing fields, and dozens of orders of the fields.
/// </summary>
/// <remarks>
/// The same seed gives the same records, whatever the runtime, and on one runtime the same gzip bytes. Every call starts its own sequence from the seed,
/// so calls do not influence each other and may run at once. Nothing in the records belongs to anybody.
/// </remarks>
public sealed class CloudTrailGenerator
{
    static readonly string[] Regions = ["us-east-1", "us-east-1", "us-east-1", "eu-central-1", "us-west-2", "ap-southeast-2", "us-gov-west-1"];

    readonly long _seed;

    /// <summary>Creates a generator.</summary>
    /// <param name="seed">Which of all possible archives it makes. Default 0.</param>
    public CloudTrailGenerator(long seed = 0) => _seed = seed;

    /// <summary>When the first file is delivered; later ones follow every 75 seconds. Default 2026-01-02 00:05 UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 2, 0, 5, 0, TimeSpan.Zero);

    /// <summary>What stands before <c>AWSLogs/</c> in the keys, with its slash. Default nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The accounts that the files belong to. Default three.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = ["111122223333", "444455556666", "012345678901"];

    /// <summary>Makes files of sizes and kinds as in reality, one at a time.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The files, in the order of their delivery.</returns>
    public IEnumerable<GeneratedFile> Files(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Create();

        IEnumerable<GeneratedFile> Create()
        {
            var dice = new Dice(_seed);
            for (var i = 0; i < count; i++)
            {
                yield return CreateFile(dice, i, FileSizes.Next(dice));
            }
        }
    }

    /// <summary>Makes one file with a given number of records.</summary>
    /// <param name="records">How many records. They are all held in memory; see <see cref="WriteFile"/> for more than fit there.</param>
    /// <returns>The file.</returns>
    public GeneratedFile File(int records)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        return CreateFile(new Dice(_seed), 0, records, FileKind.Api);
    }

    /// <summary>Writes one file, of any size in little memory.</summary>
    /// <param name="destination">Takes the gzip bytes. Left open.</param>
    /// <param name="records">How many records. 1 000 000 are about 1.7 GB of JSON.</param>
    /// <param name="level">How hard to compress. Default <see cref="CompressionLevel.Optimal"/>, which comes near to what CloudTrail does.</param>
    public void WriteFile(Stream destination, long records, CompressionLevel level = CompressionLevel.Optimal)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        var dice = new Dice(_seed);
        var scene = Scene(dice, 0);
        using var gzip = new GZipStream(destination, level, leaveOpen: true);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = CreateWriter(buffer);
        var writer = new RecordWriter(dice);
        buffer.Write("{\"Records\":["u8);
        for (long i = 0; i < records; i++)
        {
            Append(writer, json, FileKind.Api, scene, buffer, isFirst: i == 0);
            if (buffer.WrittenCount > 32 * 1024)
            {
                gzip.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        buffer.Write("]}"u8);
        gzip.Write(buffer.WrittenSpan);
    }

    GeneratedFile CreateFile(Dice dice, int index, int count, FileKind? kind = null)
    {
        var scene = Scene(dice, index);
        var ofKind = kind ?? Kind(dice);
        var key = FileName.Create(dice, ofKind, scene, Prefix);
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        using var json = CreateWriter(buffer);
        var writer = new RecordWriter(dice);
        var ends = new List<Range>(count);
        buffer.Write("{\"Records\":["u8);
        for (var i = 0; i < count; i++)
        {
            var start = Append(writer, json, ofKind, scene, buffer, isFirst: i == 0);
            ends.Add(start..buffer.WrittenCount);
        }

        buffer.Write("]}"u8);
        ReadOnlyMemory<byte> content = buffer.WrittenSpan.ToArray();
        return new GeneratedFile(key, Compress(content.Span), content, [.. ends.Select(range => content[range])]);
    }

    TrailScene Scene(Dice dice, int index)
        => new(Accounts[dice.Below(Accounts.Count)], dice.Pick<string>(Regions), Start + (TimeSpan.FromSeconds(75) * index));

    static int Append(RecordWriter writer, Utf8JsonWriter json, FileKind kind, TrailScene scene, ArrayBufferWriter<byte> buffer, bool isFirst)
    {
        if (!isFirst)
        {
            buffer.Write(","u8);
        }

        var start = buffer.WrittenCount;
        json.Reset();
        writer.Write(json, kind, scene);
        json.Flush();
        return start;
    }

    static FileKind Kind(Dice dice) => dice.Below(100) switch
    {
        0 or 1 => FileKind.Insight,
        2 or 3 => FileKind.NetworkActivity,
        4 or 5 => FileKind.Aggregated,
        _ => FileKind.Api,
    };

    // AWS leaves what is not ASCII as it is, and so does this encoder.
    static Utf8JsonWriter CreateWriter(ArrayBufferWriter<byte> buffer)
        => new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
