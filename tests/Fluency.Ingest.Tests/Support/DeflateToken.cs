namespace Fluency.Ingest.Tests.Support;

/// <summary>A symbol of a block with the bits behind it; also such as mean nothing.</summary>
readonly record struct DeflateToken(int Symbol, int Extra = 0, int ExtraBits = 0)
{
    public const int EndOfBlock = 256;

    // RFC 1951, section 3.2.5.
    static readonly int[] Lengths = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    static readonly int[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    static readonly int[] Distances =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    static readonly int[] DistanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>How many bytes a match repeats, from how far back; 0 where it is none.</summary>
    public int Length { get; init; }

    public int Distance { get; init; }

    public int? DistanceSymbol { get; init; }

    public int DistanceExtra { get; init; }

    public int DistanceExtraBits { get; init; }

    public static DeflateToken Literal(byte value) => new(value);

    public static IEnumerable<DeflateToken> Literals(IEnumerable<byte> bytes) => bytes.Select(Literal);

    public static DeflateToken Match(int length, int distance)
    {
        var at = IndexOf(Lengths, length);
        return Match(at, length - Lengths[at], length, distance);
    }

    /// <summary>258 bytes as no compressor writes them: the code before the last has extra bits for as many.</summary>
    public static DeflateToken LongestMatchByExtraBits(int distance) => Match(Lengths.Length - 2, 31, 258, distance);

    static DeflateToken Match(int at, int extra, int length, int distance)
    {
        var from = IndexOf(Distances, distance);
        return new(EndOfBlock + 1 + at, extra, LengthBits[at])
        {
            Length = length,
            Distance = distance,
            DistanceSymbol = from,
            DistanceExtra = distance - Distances[from],
            DistanceExtraBits = DistanceBits[from],
        };
    }

    static int IndexOf(int[] bases, int value) => Array.FindLastIndex(bases, first => first <= value);
}
