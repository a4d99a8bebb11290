using System.IO.Hashing;
using CsCheck;
using Fluency.Ingest.Objects;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public sealed class FoldedCrc32Tests
{
    // The check value that catalogues of CRCs give for CRC-32/ISO-HDLC, which is that of gzip.
    [Fact]
    public void Crc_CheckValue_IsThatOfTheCatalogues()
    {
        var crc = new FoldedCrc32();
        crc.Append("123456789"u8);
        crc.Value.Should().Be(0xCBF4_3926);
    }

    [Fact]
    public void Crc_EveryLength_IsThatOfTheLibrary()
    {
        var data = new byte[1_500];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
        {
            var crc = new FoldedCrc32();
            crc.Append(data.AsSpan(0, length));
            crc.Value.Should().Be(Crc32.HashToUInt32(data.AsSpan(0, length)), "of {0} bytes", length);
        }
    }

    [Fact]
    public void Crc_AppendedInAnyPieces_IsThatOfTheWhole() =>
        Gen.Byte.Array[0, 300].Array[0, 12].Sample(pieces =>
        {
            var crc = new FoldedCrc32();
            foreach (var piece in pieces)
            {
                crc.Append(piece);
            }

            return crc.Value == Crc32.HashToUInt32([.. pieces.SelectMany(piece => piece)]);
        });

    [Fact]
    public void Crc_Reset_BeginsAnew()
    {
        var crc = new FoldedCrc32();
        crc.Append(new byte[700]);
        crc.Reset();
        crc.Append("123456789"u8);
        crc.Value.Should().Be(0xCBF4_3926);
    }
}
