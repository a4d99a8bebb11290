using CsCheck;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

// A failure prints the seed to run it again with.
public sealed class InflaterPropertyTests
{
    // Behind the data, so that they do not end where the input does.
    static readonly byte[] Tail = [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 37))];

    [Fact]
    public void Inflater_SmallDataOfZlibCutAnywhere_GivesTheirContent() =>
        Gen.Int.Sample(seed => IsInflatedCutAnywhere(SomeDeflate.ByZlib(seed, 300)), iter: FuzzRuns.Of(100));

    [Fact]
    public void Inflater_SmallDataByHandCutAnywhere_GivesTheirContent() =>
        Gen.Int.Sample(seed => IsInflatedCutAnywhere(Parts(SomeDeflate.ByHand(seed, 40))), iter: FuzzRuns.Of(50));

    [Fact]
    public void Inflater_AnyDataOfZlibInPieces_GivesTheirContent() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, pieces) => IsInflatedInPieces(SomeDeflate.ByZlib(seed, 60_000), pieces), iter: FuzzRuns.Of(400));

    [Fact]
    public void Inflater_AnyDataByHandInPieces_GivesTheirContent() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, pieces) => IsInflatedInPieces(Parts(SomeDeflate.ByHand(seed, 500)), pieces), iter: FuzzRuns.Of(500));

    [Fact]
    public void Inflater_CutData_WantsTheRest() => Gen.Select(Gen.Int, Gen.Double[0, 1], Gen.Int).Sample(
        (seed, where, pieces) =>
        {
            var (data, content) = SomeDeflate.Of(seed, 3_000);
            var cut = (int)(where * (data.Length - 1));

            var inflated = Inflating.InPieces(data[..cut], pieces);

            return inflated.Result == InflateResult.Wanting && cut - inflated.Read < 8 && content.AsSpan().StartsWith(inflated.Content);
        },
        iter: FuzzRuns.Of(600));

    [Fact]
    public void Inflater_ResetAfterAnyData_InflatesOthersAsNew() => Gen.Select(Gen.Int, Gen.Int, Gen.Int).Sample(
        (seed, nextSeed, pieces) =>
        {
            var inflater = new Inflater();
            new Inflating(inflater).InPieces(Damage.Any(SomeDeflate.Of(seed, 3_000).Data, new Random(seed)), PieceSizes.Of(pieces), PieceSizes.Of(seed));
            var (data, _) = SomeDeflate.Of(nextSeed, 3_000);
            data = (nextSeed & 2) == 0 ? data : Damage.Any(data, new Random(nextSeed));

            inflater.Reset();

            return new Inflating(inflater).InPieces(data, PieceSizes.Of(seed), PieceSizes.Of(pieces)).IsLike(Inflating.Whole(data));
        },
        iter: FuzzRuns.Of(600));

    static (byte[] Data, byte[] Content) Parts(DeflateWriter writer) => (writer.Data, writer.Content);

    static bool IsInflatedCutAnywhere((byte[] Data, byte[] Content) some)
    {
        byte[] input = [.. some.Data, .. Tail];
        return Enumerable.Range(0, some.Data.Length + 1).All(cut => Inflating.CutAt(input, cut).IsWhole(some.Content, some.Data.Length));
    }

    static bool IsInflatedInPieces((byte[] Data, byte[] Content) some, int pieces) =>
        Inflating.Whole(some.Data).IsWhole(some.Content, some.Data.Length)
        && Inflating.InPieces([.. some.Data, .. Tail], pieces).IsWhole(some.Content, some.Data.Length);
}
