using System.IO.Compression;
using CsCheck;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Random members with their content: of sizes around the borders of pieces and buffers, stored or compressed, with zeros where they confuse most.</summary>
static class SomeGzip
{
    static readonly Gen<byte[]> Content = Gen.Select(
        Gen.OneOf(Gen.Int[0, 40], Gen.Int[8_150, 8_230], Gen.Int[0, 70_000]),
        Gen.Int[0, 3],
        Gen.Int,
        static (length, kind, seed) => kind switch
        {
            0 => new byte[length],
            1 => Repeat([0x1F, 0x8B, 8, 0], length),
            2 => Repeat([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], length),
            _ => Noise(length, seed),
        });

    /// <summary>A member as it is stored, and what it holds.</summary>
    public static Gen<(byte[] Member, byte[] Content)> Member { get; } = Gen.Select(Content, Gen.Int[0, 3], static (content, kind) => (Make(content, kind), content));

    static byte[] Make(byte[] content, int kind) => kind switch
    {
        0 when content.Length <= ushort.MaxValue => [.. Gzip.WithHeader([])[..10], .. Gzip.Stored(content), .. Gzip.Trailer(content)],
        1 => Gzip.WithHeader(content, name: "some.json", headerCrc: true),
        2 => Gzip.Of(content, CompressionLevel.NoCompression),
        _ => Gzip.Of(content),
    };

    static byte[] Repeat(byte[] pattern, int length) => [.. Enumerable.Range(0, length).Select(i => pattern[i % pattern.Length])];

    static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
