using CsCheck;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Of damaged gzip files nothing wrong is taken for proven. A failure prints the seed to run it again with.</summary>
public sealed class GzipDamageTests
{
    static readonly Gen<int> MaxRead = Gen.OneOf(Gen.Const(int.MaxValue), Gen.Int[1, 50], Gen.Int[51, 9_000]);

    [Fact]
    public Task ObjectReader_DamagedGzip_IsTruncatedOrCorruptOrTheSame() => Gen.Select(Gen.Int, MaxRead).SampleAsync(
        async (seed, maxRead) =>
        {
            var random = new Random(seed);
            var (data, content) = SomeDeflate.Of(seed, random.Next(10) == 0 ? 20_000 : 500);
            var damaged = Damage.Any([.. Header(random), .. data, .. Gzip.Trailer(content)], random);

            return await FailureOrContentAsync(new ScriptedObject(damaged) { MaxRead = maxRead }) switch
            {
                FailureCause.Truncated or FailureCause.Corrupt => true,
                byte[] read => IsRepeated(read, content) || (!damaged.AsSpan().StartsWith<byte>([0x1F, 0x8B]) && read.AsSpan().SequenceEqual(damaged)),
                _ => false,
            };
        },
        iter: FuzzRuns.Of(4_000));

    static byte[] Header(Random random) => random.Next(3) == 0 ? [0x1F, 0x8B, 8, 8, 1, 2, 3, 4, 0, 3, .. "name.json"u8, 0] : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    static async Task<object> FailureOrContentAsync(ScriptedObject @object)
    {
        try
        {
            return await @object.ReadAllAsync();
        }
        catch (IngestException exception)
        {
            return exception.Cause;
        }
    }

    // Damage may put the whole member there twice.
    static bool IsRepeated(byte[] read, byte[] content)
    {
        var rest = read.AsSpan();
        while (content.Length > 0 && rest.StartsWith(content))
        {
            rest = rest[content.Length..];
        }

        return rest.IsEmpty && (read.Length > 0 || content.Length == 0);
    }
}
