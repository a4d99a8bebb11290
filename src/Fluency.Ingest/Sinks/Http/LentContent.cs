using System.Net;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>A body in memory that is used again: says when nobody reads it any more, since a receiver may answer before it has read everything, and the client then still sends.</summary>
sealed class LentContent(ReadOnlyMemory<byte> body) : HttpContent
{
    readonly Lock _lock = new();
    TaskCompletionSource? _idle; // under the lock
    int _readers; // under the lock
    bool _isClosed; // under the lock

    /// <summary>Whether nobody reads it, and nobody will.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed && _readers == 0;
            }
        }
    }

    /// <summary>Lets nobody begin to read any more.</summary>
    /// <returns>Completes when nobody does.</returns>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_readers == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    void Enter()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new IOException("The request is over.");
            }

            _readers++;
        }
    }

    void Leave()
    {
        lock (_lock)
        {
            if (--_readers == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
