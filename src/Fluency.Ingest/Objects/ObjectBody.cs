using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>The stored bytes of an object: counts them against the announced length, notices a connection that stands still, and goes on where it was cut.</summary>
sealed class ObjectBody : IByteSource, IAsyncDisposable
{
    // Progress that makes the count of resumes start anew. A line that gives less than this between two cuts is not worth holding a place in the order for.
    const long ResumeProgressBytes = 1024 * 1024;

    const int ScratchBytes = 64 * 1024;

    static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    readonly ISourceObject _source;
    readonly ObjectOptions _options;
    readonly TimeProvider _timeProvider;
    readonly long? _length;
    ObjectContent? _content;
    CancellationTokenSource _idle;
    int _resumes;
    long _resumedAt;

    ObjectBody(ISourceObject source, ObjectContent content, ObjectOptions options, TimeProvider timeProvider)
    {
        _source = source;
        _content = content;
        _options = options;
        _timeProvider = timeProvider;
        _length = content.Length;
        _idle = NewIdle();
        var reference = source.Reference;
        Reference = reference with { ETag = content.ETag, LastModified = content.LastModified ?? reference.LastModified };
    }

    /// <summary>The source's reference with what the response has told.</summary>
    public ObjectReference Reference { get; }

    /// <summary>How long the store said that the object is, so that all that came is known to be all there is; or null.</summary>
    public long? Length => _length;

    /// <summary>Whether it came in parts.</summary>
    public bool WasResumed { get; private set; }

    public long BytesCompressed { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ObjectBody> OpenAsync(ISourceObject source, ObjectOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            var content = await source.OpenAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return new ObjectBody(source, content ?? throw Nothing(source), options, timeProvider);
        }
        catch (Exception exception) when (IsCut(exception, cancellationToken))
        {
            throw new IngestException(FailureCause.Network, $"{source.Reference.Uri} could not be opened: {exception.Message}", exception) { Object = source.Reference };
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Exception? cut = null;
            var read = 0;
            try
            {
                read = await ReadContentAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsCut(exception, cancellationToken) || exception is IngestException { Cause: FailureCause.Network })
            {
                // A source that knows its store names the cause itself.
                cut = exception;
            }
            catch (Exception exception) when (exception is not IngestException and not OperationCanceledException)
            {
                // Such as the AWS SDK's checksum that did not match. What was read cannot be trusted, so there is nothing to resume.
                throw Failed(FailureCause.Network, $"failed after {BytesCompressed} bytes: {exception.Message}", exception);
            }

            if (read > 0)
            {
                return Count(read);
            }

            if (IsComplete(cut))
            {
                return 0;
            }

            await ResumeAsync(cut, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is left and forgets it, unless it is too much.</summary>
    public async ValueTask ReadToEndAsync(long atMost, CancellationToken cancellationToken)
    {
        if (_length - BytesCompressed > atMost)
        {
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(ScratchBytes);
        try
        {
            while (await ReadAsync(rented, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _idle.Dispose();
        await CloseContentAsync().ConfigureAwait(false);
    }

    static bool IsCut(Exception exception, CancellationToken cancellationToken) =>
        exception is IOException or TimeoutException or HttpRequestException or SocketException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    // A cut after the last announced byte took nothing from us.
    bool IsComplete(Exception? cut) => _length is { } length ? BytesCompressed == length : cut is null;

    int Count(int read)
    {
        BytesCompressed += read;
        if (BytesCompressed > _length)
        {
            throw Failed(FailureCause.Corrupt, $"gave at least {BytesCompressed} bytes, {_length} were announced. It may have been written to while it was read.");
        }

        if (BytesCompressed > _options.MaxDecompressedBytes)
        {
            throw Failed(
                FailureCause.TooLarge,
                $"has more than {_options.MaxDecompressedBytes} bytes, the limit ({nameof(ObjectOptions.MaxDecompressedBytes)}). Raise it or let the object be quarantined.");
        }

        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> ReadContentAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static idle => ((CancellationTokenSource)idle!).Cancel(), _idle);
        var reading = _content!.Body.ReadAsync(buffer, _idle.Token);

        // The clock runs only while a read has to wait.
        if (reading.IsCompleted)
        {
            return await reading.ConfigureAwait(false);
        }

        _idle.CancelAfter(_options.IdleTimeout);
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No byte came for {_options.IdleTimeout} ({nameof(ObjectOptions.IdleTimeout)}).");
        }
        finally
        {
            // First of all: whoever cancels at this very moment would meet with a source that is disposed, and his cancelling would throw.
            registration.Dispose();
            RenewIdle();
        }
    }

    // A timer that has fired, or that a fake clock made, cannot be wound up again.
    void RenewIdle()
    {
        if (!_idle.TryReset())
        {
            _idle.Dispose();
            _idle = NewIdle();
        }
    }

    // By the system's clock it makes its timer when a read first has to wait, which for most objects is never.
    CancellationTokenSource NewIdle() => _timeProvider == TimeProvider.System ? new() : new(Timeout.InfiniteTimeSpan, _timeProvider);

    async ValueTask ResumeAsync(Exception? cut, CancellationToken cancellationToken)
    {
        await CloseContentAsync().ConfigureAwait(false);
        do
        {
            ThrowIfFinal(cut);
            var delay = FirstDelay * (1 << Math.Min(_resumes - 1, 5));
            await Task.Delay(delay, _timeProvider, cancellationToken).ConfigureAwait(false);
            cut = await TryReopenAsync(cancellationToken).ConfigureAwait(false);
        }
        while (cut is not null);
    }

    /// <summary>Counts one more resume, or throws if there is none left or nothing would prove that the object is still the same.</summary>
    void ThrowIfFinal(Exception? cut)
    {
        if (BytesCompressed - _resumedAt >= ResumeProgressBytes)
        {
            _resumes = 0;
            _resumedAt = BytesCompressed;
        }

        if (_length is not null && Reference.ETag is { Length: > 0 } && _resumes < _options.MaxResumes)
        {
            _resumes++;
            return;
        }

        var announced = _length is { } length ? $"{length} were announced" : "how many were to come is not known";
        var resumed = _resumes > 0 ? $" It was resumed {_resumes} times ({nameof(ObjectOptions.MaxResumes)})." : "";
        throw cut is null
            ? Failed(FailureCause.Network, $"ended after {BytesCompressed} bytes, {announced}.{resumed}")
            : Failed(FailureCause.Network, $"was cut after {BytesCompressed} bytes, {announced}: {cut.Message}{resumed}", cut);
    }

    /// <summary>Opens the rest of the content; returns what prevented it if that may pass.</summary>
    async ValueTask<Exception?> TryReopenAsync(CancellationToken cancellationToken)
    {
        try
        {
            WasResumed = true;
            _content = await _source.OpenAsync(BytesCompressed, Reference.ETag, cancellationToken).ConfigureAwait(false) ?? throw Nothing(_source);
        }
        catch (IngestException exception) when (exception.Cause is FailureCause.Network or FailureCause.Throttled)
        {
            return exception;
        }
        catch (Exception exception) when (IsCut(exception, cancellationToken))
        {
            return exception;
        }

        if (_content.ETag != Reference.ETag || (_content.Length is { } rest && rest != _length - BytesCompressed))
        {
            throw Failed(
                FailureCause.Network,
                $"was replaced while it was read: after {BytesCompressed} bytes of ETag {Reference.ETag} ({_length} bytes) the rest came with ETag {_content.ETag} ({_content.Length} bytes). It must be read anew.");
        }

        return null;
    }

    static IngestException Nothing(ISourceObject source) =>
        new(FailureCause.Unexpected, $"{source.Reference.Uri} has no content: OpenAsync of {source.GetType().Name} returned null.") { Object = source.Reference };

    async ValueTask CloseContentAsync()
    {
        if (_content is { } content)
        {
            _content = null;
            await content.DisposeAsync().ConfigureAwait(false);
        }
    }

    IngestException Failed(FailureCause cause, string what, Exception? inner = null) => new(cause, $"{Reference.Uri} {what}", inner) { Object = Reference };
}
