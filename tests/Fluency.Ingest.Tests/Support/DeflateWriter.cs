namespace Fluency.Ingest.Tests.Support;

/// <summary>Writes deflate data (RFC 1951) symbol by symbol, also such as no compressor writes, and knows what they hold.</summary>
sealed class DeflateWriter
{
    // The order in which the lengths of the first code stand.
    static readonly int[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    readonly BitWriter _bits = new();
    readonly List<byte> _content = [];

    public byte[] Data => _bits.ToArray();

    public int BitCount => _bits.BitCount;

    /// <summary>What comes out of the data.</summary>
    public byte[] Content => [.. _content];

    public int ContentBytes => _content.Count;

    public DeflateWriter Bits(int value, int count)
    {
        _bits.Write(value, count);
        return this;
    }

    public DeflateWriter Stored(byte[] content, bool isLast = true)
    {
        Header(0, isLast);
        _bits.SkipToByte();
        Bits(content.Length, 16).Bits(~content.Length, 16);
        _bits.WriteBytes(content);
        _content.AddRange(content);
        return this;
    }

    public DeflateWriter Fixed(IEnumerable<DeflateToken> tokens, bool isLast = true)
    {
        Header(1, isLast);
        return Symbols(tokens, PrefixCode.FixedLiterals, PrefixCode.FixedDistances);
    }

    /// <summary>A block with a code of its own.</summary>
    public DeflateWriter Own(IEnumerable<DeflateToken> tokens, PrefixCode literals, PrefixCode distances, bool isLast = true) =>
        Own(tokens, literals, distances, CodeLengths.Of(literals, distances, new Random(1)), isLast);

    public DeflateWriter Own(IEnumerable<DeflateToken> tokens, PrefixCode literals, PrefixCode distances, CodeLengths lengths, bool isLast = true) =>
        OwnHeader(literals.Lengths.Length, distances.Lengths.Length, lengths, isLast).Symbols(tokens, literals, distances);

    /// <summary>Up to where the codes of a block begin.</summary>
    public DeflateWriter OwnHeader(int literalCount, int distanceCount, CodeLengths lengths, bool isLast = true)
    {
        Header(2, isLast);
        var count = Math.Max(Array.FindLastIndex(CodeLengthOrder, symbol => lengths.Code.Lengths[symbol] != 0) + 1, 4);
        Bits(literalCount - 257, 5).Bits(distanceCount - 1, 5).Bits(count - 4, 4);
        Array.ForEach(CodeLengthOrder[..count], symbol => Bits(lengths.Code.Lengths[symbol], 3));
        lengths.Write(_bits);
        return this;
    }

    /// <summary>A last block with a code of its own, without its end.</summary>
    public DeflateWriter OpenBlock(IEnumerable<DeflateToken> tokens, PrefixCode literals, PrefixCode distances) =>
        OwnHeader(literals.Lengths.Length, distances.Lengths.Length, CodeLengths.Of(literals, distances, new Random(1))).OpenSymbols(tokens, literals, distances);

    public DeflateWriter Header(int type, bool isLast = true) => Bits(isLast ? 1 : 0, 1).Bits(type, 2);

    DeflateWriter Symbols(IEnumerable<DeflateToken> tokens, PrefixCode literals, PrefixCode distances) =>
        OpenSymbols(tokens.Append(new(DeflateToken.EndOfBlock)), literals, distances);

    DeflateWriter OpenSymbols(IEnumerable<DeflateToken> tokens, PrefixCode literals, PrefixCode distances)
    {
        foreach (var token in tokens)
        {
            literals.Write(_bits, token.Symbol);
            Bits(token.Extra, token.ExtraBits);
            if (token.DistanceSymbol is { } distance)
            {
                distances.Write(_bits, distance);
                Bits(token.DistanceExtra, token.DistanceExtraBits);
            }

            Append(token);
        }

        return this;
    }

    // A match from before the first byte is written too, and brings nothing.
    void Append(DeflateToken token)
    {
        if (token.Symbol < DeflateToken.EndOfBlock)
        {
            _content.Add((byte)token.Symbol);
        }

        for (var left = token.Distance <= _content.Count ? token.Length : 0; left > 0; left--)
        {
            _content.Add(_content[^token.Distance]);
        }
    }
}
