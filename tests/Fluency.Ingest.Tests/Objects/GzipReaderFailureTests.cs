using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Behind what was wrong nothing is read: neither bytes of which nobody knows what they are, nor an end that would prove them.</summary>
public sealed class GzipReaderFailureTests
{
    static readonly byte[] Stored = Gzip.Of("some content, and some more of it");

    public static TheoryData<string, byte[], long> Broken => new()
    {
        { "data", [.. Stored[..10], 0xFF, .. Stored[11..]], 1_000 },
        { "trailer", [.. Stored[..^8], 1, 2, 3, 4, .. Stored[^4..], .. Stored], 1_000 },
        { "limit", Stored, 10 },
        { "behind", [.. Stored, (byte)'x', .. Stored], 1_000 },
        { "cut", Stored[..^3], 1_000 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task GzipReader_ReadAgainAfterItFailed_GivesNothing(string what, byte[] stored, long maxBytes)
    {
        using var input = new ByteInput(new BytesSource(stored), 1024);
        using var gzip = new GzipReader(input, RecordReading.Object, maxBytes);
        var readAll = async () =>
        {
            while (await gzip.ReadAsync(new byte[100], CancellationToken.None) > 0)
            {
            }
        };
        await readAll.Should().ThrowAsync<IngestException>(what);

        await readAll.Should().ThrowAsync<InvalidOperationException>(what);
    }
}
