using Fluency.Ingest.Objects;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class InflateFeedTests
{
    const int TrailerBytes = 8;

    [Fact]
    public void PieceLength_NothingMayEndHere_IsAsMuchAsTheInflaterTakes() =>
        InflateFeed.PieceLength(Other(20_000), 0).Should().Be(8192);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void PieceLength_BeforeAMember_EndsAByteBeforeItsOwnEnd(int padding)
    {
        byte[] data = [.. Other(100), .. new byte[padding], 0x1F, 0x8B, .. Other(20_000)];

        var piece = InflateFeed.PieceLength(data, 0);

        piece.Should().Be(100 - TrailerBytes - 1);
        InflateFeed.PieceLength(data.AsSpan(piece), 0).Should().Be(1);
    }

    [Fact]
    public void PieceLength_BehindAMembersMagic_GoesOn() =>
        InflateFeed.PieceLength([0x1F, 0x8B, .. Other(20_000)], 0).Should().Be(8192);

    [Fact]
    public void PieceLength_BeforeTheEndOfWhatIsKnown_EndsAByteBeforeATrailer()
    {
        InflateFeed.PieceLength(Other(100), 0).Should().Be(100 - TrailerBytes - 1);
        InflateFeed.PieceLength(Other(TrailerBytes + 1), 0).Should().Be(1);
        InflateFeed.PieceLength([0x1F], 0).Should().Be(1);
    }

    [Fact]
    public void PieceLength_DeepInZeros_IsLong()
    {
        // Byte by byte through gigabytes of stored zeros would be for ever.
        InflateFeed.PieceLength(new byte[20_000], 0).Should().Be(1);
        InflateFeed.PieceLength(new byte[20_000], 33).Should().Be(8192);
    }

    static byte[] Other(int length) => [.. Enumerable.Repeat((byte)0x55, length)];
}
