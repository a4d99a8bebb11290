using System.Threading.Channels;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>A sink of the user: the channel that the container holds.</summary>
public sealed class NamedSink(NamedOptions options, ChannelWriter<string> writer) : ISink
{
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        foreach (var text in batch.Select(CollectingSink.TextOf).ToArray())
        {
            await writer.WriteAsync($"{options.Name}: {text}", cancellationToken);
        }
    }
}
