using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.AotTests;

/// <summary>A sink of the user, which configuration names.</summary>
sealed class MineSink(MineOptions options) : ISink, IAsyncDisposable
{
    readonly FileSink _file = new(new FileSinkOptions { Path = options.Most == 5 ? options.File : throw new ArgumentException("Most is bound.", nameof(options)) });

    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => _file.WriteAsync(batch, cancellationToken);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
