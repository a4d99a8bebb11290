using System.Threading.Channels;

namespace Fluency.Ingest.Sinks;

/// <summary>Hands batches to another part of the same program through a channel.</summary>
/// <remarks>
/// <para>Whoever reads the channel owns the batches, may keep them as long as he likes, and gives their memory back early by disposing them:
/// <c>await foreach (var batch in channel.Reader.ReadAllAsync()) using (batch) { ... }</c>.</para>
/// <para>Durable means: in the channel. The source forgets the records before they are read, so a crash loses what stands in the channel. Keep it short, and bounded
/// with <see cref="BoundedChannelFullMode.Wait"/>: a full channel then holds back the pipe. The other modes of a full channel lose batches.</para>
/// </remarks>
public sealed class ChannelWriterSink : ISink
{
    readonly ChannelWriter<RecordBatch> _writer;

    /// <summary>Creates the sink.</summary>
    /// <param name="writer">Takes the batches. The sink does not complete it: it may have other writers.</param>
    public ChannelWriterSink(ChannelWriter<RecordBatch> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _writer = writer;
    }

    /// <inheritdoc/>
    /// <exception cref="SinkException">The channel is completed. Transient: no record is at fault, so they wait rather than go to the quarantine.</exception>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var copy = batch.Copy();
        try
        {
            await _writer.WriteAsync(copy, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A write that throws did not put the copy into the channel, so nobody else disposes it.
            copy.Dispose();
            if (exception is ChannelClosedException)
            {
                throw new SinkException("The channel is completed: its reader takes no more records.", isTransient: true, innerException: exception);
            }

            throw;
        }
    }
}
