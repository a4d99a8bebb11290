using CsCheck;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Whatever comes, the verdict is that of zlib, and does not depend on the pieces that it comes in. A failure prints the seed to run it again with.</summary>
public sealed class InflaterDamageTests
{
    // More than the codes of a block take.
    const int MoreBytes = 400;

    [Fact]
    public void Inflater_DamagedDataOfZlib_AreJudgedAsByZlib() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, pieces) => IsJudgedAlike(Damage.Any(SomeDeflate.ByZlib(seed, 2_000).Data, new(seed)), pieces), iter: FuzzRuns.Of(3_000));

    [Fact]
    public void Inflater_DamagedDataByHand_AreJudgedAsByZlib() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, pieces) => IsJudgedAlike(Damage.Any(SomeDeflate.ByHand(seed, 100).Data, new(seed)), pieces), iter: FuzzRuns.Of(4_000));

    [Fact]
    public void Inflater_TwoDataSpliced_AreJudgedAsByZlib() => Gen.Select(Gen.Int, Gen.Int, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int).Sample(
        (seed, otherSeed, end, start, pieces) =>
        {
            var (first, second) = (SomeDeflate.Of(seed, 700).Data, SomeDeflate.Of(otherSeed, 700).Data);
            return IsJudgedAlike([.. first[..(int)(end * first.Length)], .. second[(int)(start * second.Length)..]], pieces);
        },
        iter: FuzzRuns.Of(1_000));

    [Fact]
    public void Inflater_AnyBytes_AreJudgedAsByZlib() =>
        Gen.Select(Gen.Byte.Array[0, 600], Gen.Int).Sample(IsJudgedAlike, iter: FuzzRuns.Of(2_000));

    // Nearly all random bytes fail at the codes: here most of the codes are sound, and what follows them is random.
    [Fact]
    public void Inflater_AnyBytesBehindSoundCodes_AreJudgedAsByZlib() => Gen.Select(Gen.Int, Gen.Byte.Array[0, 600], Gen.Int).Sample(
        (seed, bytes, pieces) => IsJudgedAlike([.. WithSoundCodes(seed), .. bytes], pieces),
        iter: FuzzRuns.Of(2_000));

    [Fact]
    public void Inflater_AnyLengthsOfCodes_AreJudgedAsByZlib() => Gen.Select(Gen.Int, Gen.Byte.Array[0, 300], Gen.Int).Sample(
        (seed, bytes, pieces) => IsJudgedAlike([.. SomeDeflate.AlmostCodes(seed), .. bytes], pieces),
        iter: FuzzRuns.Of(2_000));

    static byte[] WithSoundCodes(int seed)
    {
        var random = new Random(seed);
        var writer = new DeflateWriter();
        SomeDeflate.Block(writer, random, random.Next(200), isLast: false);
        SomeDeflate.OwnBlock(writer, random, 20, isLast: true);
        return writer.Data[..^1];
    }

    static bool IsJudgedAlike(byte[] data, int pieces)
    {
        var expected = DeflateJudge.Of(data);
        var whole = Inflating.Whole(data);
        var inPieces = Inflating.InPieces(data, pieces);
        Must(inPieces.IsLike(whole) && inPieces.Problem == whole.Problem, whole, inPieces);
        Must(whole.Result == InflateResult.Invalid || inPieces.Read == whole.Read, whole, inPieces);
        Must(IsLike(whole, expected) || IsInvalidEarlier(data, whole, expected), expected, whole);
        Must(whole.Result != InflateResult.Ended || EndsThere(data, whole.Read), expected, whole);
        return true;
    }

    static void Must(bool holds, Inflated expected, Inflated found)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Expected {expected}, found {found}");
        }
    }

    // Of the byte before an error zlib tells nothing, if the same call finds both.
    static bool IsLike(Inflated ours, Inflated expected) =>
        ours.IsLike(expected)
        || (ours.Result == InflateResult.Invalid && ours.IsLike(expected with { Content = [.. expected.Content, .. ours.Content.TakeLast(1)] }));

    // zlib finds some codes invalid only when it reads on: of these nothing valid can come any more.
    static bool IsInvalidEarlier(byte[] data, Inflated ours, Inflated expected) =>
        ours.Result == InflateResult.Invalid && expected.Result == InflateResult.Wanting
        && IsLike(ours, DeflateJudge.Of([.. data, .. new byte[MoreBytes]]))
        && IsLike(ours, DeflateJudge.Of([.. data, .. Enumerable.Repeat((byte)0xFF, MoreBytes)]));

    static bool EndsThere(byte[] data, int read) =>
        DeflateJudge.Of(data[..read]).Result == InflateResult.Ended && DeflateJudge.Of(data[..(read - 1)]).Result == InflateResult.Wanting;
}
