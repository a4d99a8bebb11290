using System.IO.Compression;
using System.Text;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing.Conformance;
using Fluency.Ingest.Tests.Sinks;

namespace Fluency.Ingest.Tests.Conformance;

/// <summary>A file sink; its store is all files of a folder.</summary>
sealed class FileSinkUnderTest(FileSinkOptions options) : SinkUnderTest
{
    readonly TemporaryFolder _folder = new();
    FaultyFileStream? _file;
    bool _isBroken;

    public override bool CanBreak => true;

    public override ISink Create() => new FileSink(
        new() { Path = _folder.File("events.ndjson"), MaxFileBytes = options.MaxFileBytes, Compression = options.Compression },
        path => _file = new FaultyFileStream(path) { WriteFault = NewFault() });

    public override ValueTask BreakAsync(CancellationToken cancellationToken)
    {
        _isBroken = true;
        if (_file is not null)
        {
            _file.BytesBeforeFault = 7;
            _file.WriteFault = NewFault();
        }

        return default;
    }

    public override ValueTask MendAsync(CancellationToken cancellationToken)
    {
        _isBroken = false;
        if (_file is not null)
        {
            _file.WriteFault = null;
        }

        return default;
    }

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken) =>
        new([.. Directory.GetFiles(_folder.File("")).Where(static path => !path.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(LinesOf)]);

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    IOException? NewFault() => _isBroken ? new IOException("The disk is broken.") : null;

    static IEnumerable<ReadOnlyMemory<byte>> LinesOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var text = new StreamReader(plain, Encoding.UTF8);
        return [.. text.ReadToEnd().Split('\n')[..^1].Select(static line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line))];
    }
}
