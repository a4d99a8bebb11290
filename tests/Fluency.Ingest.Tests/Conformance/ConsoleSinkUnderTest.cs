using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing.Conformance;

namespace Fluency.Ingest.Tests.Conformance;

/// <summary>A console sink whose output is kept. It cannot be cut back, so what a cancelled write left of a record stays, as a line of its own.</summary>
sealed class ConsoleSinkUnderTest : SinkUnderTest
{
    readonly MemoryStream _output = new();

    public override ISink Create() => new ConsoleSink(_output);

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken) => new(LinesOf(_output.ToArray()));

    static List<ReadOnlyMemory<byte>> LinesOf(ReadOnlyMemory<byte> bytes)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (bytes.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (end > 0)
            {
                lines.Add(bytes[..end]);
            }

            bytes = bytes[(end + 1)..];
        }

        return lines;
    }
}
