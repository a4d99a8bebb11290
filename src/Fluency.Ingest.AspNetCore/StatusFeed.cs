using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.AspNetCore;

/// <summary>The changes of all pipes as one feed: the whole picture first, then the pipes that changed.</summary>
static class StatusFeed
{
    /// <summary>Ends, without an exception, when the token fires.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<PipeStatus>> WatchAsync(IReadOnlyList<Pipe> pipes, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return [.. pipes.Select(static pipe => pipe.GetStatus())];

        // One place each: a pipe looks again only when its last picture was taken.
        var changes = Channel.CreateBounded<PipeStatus>(Math.Max(1, pipes.Count));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watches = pipes.Select(pipe => WatchAsync(pipe, interval, changes.Writer, end.Token)).ToList();
        try
        {
            while (await TakeAsync(changes.Reader, cancellationToken).ConfigureAwait(false) is { Count: > 0 } changed)
            {
                yield return changed;
            }
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(watches).ConfigureAwait(false);
        }
    }

    static async Task WatchAsync(Pipe pipe, TimeSpan interval, ChannelWriter<PipeStatus> changes, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var status in pipe.WatchStatusAsync(interval, cancellationToken).ConfigureAwait(false))
            {
                await changes.WriteAsync(status, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more.
        }
        catch (Exception exception)
        {
            // Told to the one who reads: a feed that stands still would look like a pipe that does.
            changes.TryComplete(exception);
        }
    }

    static async Task<IReadOnlyList<PipeStatus>> TakeAsync(ChannelReader<PipeStatus> changes, CancellationToken cancellationToken)
    {
        var taken = new List<PipeStatus>();
        try
        {
            if (await changes.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (changes.TryRead(out var status))
                {
                    taken.Add(status);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The request or the host ends.
        }

        return taken;
    }
}
