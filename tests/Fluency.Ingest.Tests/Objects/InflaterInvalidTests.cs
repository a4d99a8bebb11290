using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>What is wrong is told, be the end of the input near (the careful way) or far (the fast one).</summary>
public sealed class InflaterInvalidTests
{
    const string NoCode = "a block holds a code that there is not";
    const string NoFirstCode = "the lengths of a block's first code are no code";
    const string NoRepeat = "the lengths of a block's codes repeat nothing, or more than there are";
    const string NoLiterals = "the lengths of a block's codes of literals are no code";
    const string NoDistances = "the lengths of a block's codes of distances are no code";

    // The end of the block and one more have a code of one bit, so that it is complete.
    static readonly PrefixCode TwoLiterals = PrefixCode.Of(257, ('a', 1), (DeflateToken.EndOfBlock, 1));
    static readonly PrefixCode LiteralAndMatches = PrefixCode.Of(258, ('a', 2), (DeflateToken.EndOfBlock, 2), (DeflateToken.EndOfBlock + 1, 1));
    static readonly PrefixCode NoDistance = PrefixCode.Of(1);
    static readonly DeflateToken A = DeflateToken.Literal((byte)'a');

    [Fact]
    public void Block_OfTypeThree_IsInvalid() => AssertProblem(new DeflateWriter().Header(3), "a block is of type 3, which there is not");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(0x1234, 0xEDCA)]
    [InlineData(0x1234, 0x6DCB)]
    public void StoredBlock_LengthUnlikeItsComplement_IsInvalid(int length, int complement) =>
        AssertProblem(new DeflateWriter().Bits(1, 8).Bits(length, 16).Bits(complement, 16), "the length of a stored block and its complement do not fit");

    [Theory]
    [InlineData(287, 1)]
    [InlineData(288, 30)]
    [InlineData(257, 31)]
    [InlineData(286, 32)]
    public void Block_MoreSymbolsThanThereAre_IsInvalid(int literals, int distances) => AssertProblem(
        new DeflateWriter().Header(2).Bits(literals - 257, 5).Bits(distances - 1, 5).Bits(0, 4),
        $"a block announces {literals} literals and lengths and {distances} distances; 286 and 30 there are");

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 1, 1 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 3, 7 })]
    [InlineData(new byte[] { 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 })]
    public void FirstCode_NotComplete_IsInvalid(byte[] lengths)
    {
        var code = new PrefixCode([.. lengths, .. new byte[19 - lengths.Length]]);
        AssertProblem(new DeflateWriter().OwnHeader(257, 1, new(code, [])), NoFirstCode);
    }

    [Fact]
    public void Lengths_RepeatBeforeTheFirst_IsInvalid() => AssertProblem(WithLengths((CodeLengths.RepeatLast, 0)), NoRepeat);

    // 258 lengths there are, 255 of them told before.
    [Theory]
    [InlineData(CodeLengths.RepeatLast, 1)]
    [InlineData(CodeLengths.RepeatZero, 1)]
    [InlineData(CodeLengths.RepeatZeroLong, 0)]
    public void Lengths_RepeatPastTheLast_IsInvalid(int repeat, int extra) =>
        AssertProblem(WithLengths((CodeLengths.RepeatZeroLong, 127), (CodeLengths.RepeatZeroLong, 106), (repeat, extra)), NoRepeat);

    [Theory]
    [InlineData(CodeLengths.RepeatLast)]
    [InlineData(CodeLengths.RepeatZero)]
    public void Block_WithoutCodeForItsEnd_IsInvalid(int repeat) => AssertProblem(
        WithLengths((CodeLengths.RepeatZeroLong, 127), (CodeLengths.RepeatZeroLong, 106), (repeat, 0)), "a block has no code for its end");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 0, 0)]
    [InlineData(15, 0, 0)]
    [InlineData(1, 2, 15)]
    [InlineData(1, 15, 15)]
    public void CodeOfLiterals_NeitherCompleteNorLone_IsInvalid(byte end, byte first, byte second)
    {
        var literals = PrefixCode.Of(257, (DeflateToken.EndOfBlock, end), (0, first), (1, second));
        AssertProblem(new DeflateWriter().OwnHeader(257, 1, CodeLengths.Of(literals, NoDistance, new(1))), NoLiterals);
    }

    [Theory]
    [InlineData(new byte[] { 1, 1, 1 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 15, 0, 0, 15 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 15 })]
    public void CodeOfDistances_NeitherCompleteNorLone_IsInvalid(byte[] lengths) =>
        AssertProblem(new DeflateWriter().OwnHeader(257, lengths.Length, CodeLengths.Of(TwoLiterals, new(lengths), new(1))), NoDistances);

    [Theory]
    [InlineData(286)]
    [InlineData(287)]
    public void FixedBlock_LengthThatThereIsNot_IsInvalid(int symbol) => AssertProblem(new DeflateWriter().Fixed([A, new(symbol)]), NoCode, "a");

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    public void FixedBlock_DistanceThatThereIsNot_IsInvalid(int symbol) =>
        AssertProblem(new DeflateWriter().Fixed([A, DeflateToken.Match(3, 1) with { DistanceSymbol = symbol }]), NoCode, "a");

    [Fact]
    public void LoneLiteral_OtherBit_IsInvalid()
    {
        var endAlone = PrefixCode.Of(257, (DeflateToken.EndOfBlock, 1));
        AssertProblem(new DeflateWriter().OpenBlock([], endAlone, NoDistance).Bits(1, 1), NoCode);
    }

    [Fact]
    public void LoneDistance_OtherBit_IsInvalid() =>
        AssertProblem(new DeflateWriter().OpenBlock([A, new(257)], LiteralAndMatches, PrefixCode.Of(1, (0, 1))).Bits(1, 1), NoCode, "a");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Match_WithoutAnyDistance_IsInvalid(int bit) =>
        AssertProblem(new DeflateWriter().OpenBlock([A, new(257)], LiteralAndMatches, NoDistance).Bits(bit, 1), NoCode, "a");

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 32_768)]
    [InlineData(300, 301)]
    [InlineData(32_767, 32_768)]
    public void Match_FromBeforeTheFirstByte_IsInvalid(int before, int distance) => AssertProblem(
        new DeflateWriter().Fixed([.. Enumerable.Repeat(A, before), DeflateToken.Match(3, distance)]),
        $"a match reaches back by {distance} bytes, further than to the first one",
        new string('a', before));

    static DeflateWriter WithLengths(params (int Symbol, int Extra)[] items) => new DeflateWriter().OwnHeader(257, 1, CodeLengths.Of(items, new(1)));

    static void AssertProblem(DeflateWriter writer, string problem, string before = "")
    {
        foreach (var behind in new[] { 0, 60 })
        {
            // One byte more, since of some nothing is wrong before it.
            byte[] data = [.. writer.Data, .. new byte[behind + 1]];
            foreach (var inflated in Enumerable.Range(0, 16).Select(seed => Inflating.InPieces(data, seed)).Append(Inflating.Whole(data)))
            {
                inflated.Problem.Should().Be(problem);
                inflated.Result.Should().Be(InflateResult.Invalid);
                System.Text.Encoding.ASCII.GetString(inflated.Content).Should().Be(before);
            }
        }
    }
}
