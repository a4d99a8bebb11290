using System.IO.Compression;
using System.Text;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Random deflate data: of zlib in all its ways, and such as no compressor writes.</summary>
static class SomeDeflate
{
    const int LiteralCodes = 286;
    const int DistanceCodes = 30;
    const int MaxCodeBits = 15;

    /// <summary>By zlib, with any level and strategy.</summary>
    public static (byte[] Data, byte[] Content) ByZlib(int seed, int maxBytes)
    {
        var random = new Random(seed);
        var content = Content(random, random.Next(maxBytes));
        var options = new ZLibCompressionOptions { CompressionLevel = random.Next(10), CompressionStrategy = (ZLibCompressionStrategy)random.Next(5) };
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, options, leaveOpen: true))
        {
            deflate.Write(content);
        }

        // .NET writes nothing at all for nothing.
        return (content.Length == 0 ? [0x03, 0x00] : output.ToArray(), content);
    }

    /// <summary>A few blocks of all kinds, with any codes and matches that deflate allows.</summary>
    public static DeflateWriter ByHand(int seed, int maxTokens)
    {
        var random = new Random(seed);
        var writer = new DeflateWriter();
        for (var left = random.Next(5); left >= 0; left--)
        {
            Block(writer, random, random.Next(maxTokens), isLast: left == 0);
        }

        return writer;
    }

    public static (byte[] Data, byte[] Content) Of(int seed, int size)
    {
        if ((seed & 1) == 0)
        {
            return ByZlib(seed, size * 4);
        }

        var writer = ByHand(seed, size / 10);
        return (writer.Data, writer.Content);
    }

    public static void Block(DeflateWriter writer, Random random, int tokenCount, bool isLast)
    {
        var tokens = Tokens(random, tokenCount, writer.ContentBytes);
        switch (random.Next(6))
        {
            case 0:
                writer.Stored(Noise(random, tokenCount > 100 && random.Next(8) == 0 ? random.Next(65_536) : tokenCount), isLast);
                break;
            case 1:
                writer.Fixed(tokens, isLast);
                break;
            default:
                OwnBlock(writer, random, tokens, isLast);
                break;
        }
    }

    /// <summary>A block with codes of its own.</summary>
    public static void OwnBlock(DeflateWriter writer, Random random, int tokenCount, bool isLast) =>
        OwnBlock(writer, random, Tokens(random, tokenCount, writer.ContentBytes), isLast);

    /// <summary>Up to where the codes of a block begin, which are complete, or wrong in one length.</summary>
    public static byte[] AlmostCodes(int seed)
    {
        var random = new Random(seed);
        var literals = Code(random, LiteralCodes, [DeflateToken.EndOfBlock], atLeast: DeflateToken.EndOfBlock + 1);
        var distances = Code(random, DistanceCodes, [], atLeast: 1);
        var wrong = random.Next(2) == 0 ? literals : distances;
        wrong.Lengths[random.Next(wrong.Lengths.Length)] = (byte)random.Next(MaxCodeBits + 1);
        return new DeflateWriter().OwnHeader(literals.Lengths.Length, distances.Lengths.Length, CodeLengths.Of(literals, distances, random)).Data;
    }

    static void OwnBlock(DeflateWriter writer, Random random, List<DeflateToken> tokens, bool isLast)
    {
        var literals = Code(random, LiteralCodes, [.. tokens.Select(token => token.Symbol), DeflateToken.EndOfBlock], atLeast: DeflateToken.EndOfBlock + 1);
        var distances = Code(random, DistanceCodes, [.. tokens.Where(token => token.Length > 0).Select(token => token.DistanceSymbol!.Value)], atLeast: 1);
        writer.Own(tokens, literals, distances, CodeLengths.Of(literals, distances, random), isLast);
    }

    // Of the symbols that are used and sometimes others, without some of the zeros at its end.
    static PrefixCode Code(Random random, int count, HashSet<int> symbols, int atLeast)
    {
        for (var more = random.Next(3) switch { 0 => 0, 1 => random.Next(5), _ => random.Next(count) }; more > 0; more--)
        {
            symbols.Add(random.Next(count));
        }

        var shortest = symbols.Append(atLeast - 1).Max() + 1;
        return PrefixCode.Random(random, random.Next(2) == 0 ? shortest : random.Next(shortest, count + 1), symbols, MaxCodeBits);
    }

    static List<DeflateToken> Tokens(Random random, int count, int contentBytes)
    {
        var tokens = new List<DeflateToken>(count);
        var alphabet = 1 << random.Next(9);
        var matches = random.Next(0, 100);
        while (tokens.Count < count)
        {
            var token = contentBytes > 0 && random.Next(100) < matches ? Match(random, contentBytes) : DeflateToken.Literal((byte)random.Next(alphabet));
            tokens.Add(token);
            contentBytes += Math.Max(token.Length, 1);
        }

        return tokens;
    }

    static DeflateToken Match(Random random, int contentBytes)
    {
        var length = random.Next(4) switch { 0 => random.Next(3, 12), 1 => random.Next(24, 70), 2 => 258, _ => random.Next(3, 259) };
        var farthest = Math.Min(contentBytes, 32_768);
        var distance = random.Next(5) switch { 0 => 1, 1 => random.Next(1, 70), 2 => farthest, 3 => random.Next(Math.Max(farthest - 300, 1), farthest + 1), _ => random.Next(1, 32_769) };
        distance = Math.Min(distance, farthest);
        return length == 258 && random.Next(2) == 0 ? DeflateToken.LongestMatchByExtraBits(distance) : DeflateToken.Match(length, distance);
    }

    static byte[] Content(Random random, int bytes) => random.Next(5) switch
    {
        0 => [],
        1 => Noise(random, bytes),
        2 => [.. Enumerable.Repeat(Noise(random, random.Next(1, 300)), bytes).SelectMany(pattern => pattern).Take(bytes)],
        _ => Json(random, bytes),
    };

    static byte[] Json(Random random, int bytes)
    {
        var text = new StringBuilder("""{"Records":[""");
        while (text.Length < bytes)
        {
            text.Append($$"""{"eventVersion":"1.08","eventID":"{{random.NextInt64():x}}","eventName":"{{(random.Next(2) == 0 ? "GetObject" : "PutObject")}}","bytes":{{random.Next()}}},""");
        }

        return Encoding.ASCII.GetBytes(text.ToString())[..bytes];
    }

    static byte[] Noise(Random random, int bytes)
    {
        var noise = new byte[bytes];
        random.NextBytes(noise);
        return noise;
    }
}
