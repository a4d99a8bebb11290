using System.Buffers;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Reads an object's decompressed bytes and proves that they are whole: length, every gzip member's checksum, nothing behind the last one.</summary>
sealed class ObjectReader : IByteSource, IAsyncDisposable
{
    // 64 KiB: as much as the inflater turns into two or three of the record reader's buffers; the median object (1.5 KB) comes in one read.
    const int StoredBufferBytes = 64 * 1024;

    // For a second gzip header is looked by its first bytes; what has none is read past this buffer.
    const int UnpackedBufferBytes = 16 * 1024;

    // gzip, and gzip in gzip, as tools that compress on upload make of files that are compressed already.
    const int MaxLayers = 2;

    // Of an object that is damaged for good so much is read in vain, once.
    const long MaxBytesToCheck = 64 * 1024 * 1024;

    readonly ObjectBody _body;
    readonly ObjectOptions _options;
    // The stored bytes, and for each layer of gzip its reader and what it gives.
    Inputs _inputs;
    Gzips _gzips;
    int _layerCount;
    ByteInput? _unpacked;
    bool _isDisposed;

    ObjectReader(ObjectBody body, ObjectOptions options)
    {
        _body = body;
        _options = options;
        Id = ObjectId.Of(Reference.Container, Reference.Name, Reference.ETag);
    }

    /// <summary>The source's reference, with the ETag and the time that the response told.</summary>
    public ObjectReference Reference => _body.Reference;

    /// <summary>The part that the ids of all its records share.</summary>
    public ObjectId Id { get; }

    /// <summary>How long the store said that the stored object is, or null.</summary>
    public long? StoredLength => _body.Length;

    /// <inheritdoc/>
    public long BytesCompressed => _body.BytesCompressed;

    /// <summary>How many bytes came out so far.</summary>
    public long BytesDecompressed { get; private set; }

    /// <summary>Opens the object. What the source throws for its own reasons passes through.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ObjectReader> OpenAsync(ISourceObject source, ObjectOptions options, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        new(await ObjectBody.OpenAsync(source, options, timeProvider, cancellationToken).ConfigureAwait(false), options);

    /// <summary>Reads decompressed bytes into a buffer that is not empty.</summary>
    /// <returns>How many; 0 only when the object is proven whole.</returns>
    /// <exception cref="IngestException">It is not whole, not right, or too large; the cause says which.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(buffer.Length, nameof(buffer));
        _unpacked ??= await UnpackAsync(cancellationToken).ConfigureAwait(false);
        var read = await _unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        BytesDecompressed += read;
        return read;
    }

    /// <summary>Finds out whether content that is not right was spoilt on the way, which another try can mend.</summary>
    /// <param name="failure">What is wrong; anything but the content is left as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IngestException">They were, or it cannot be told.</exception>
    public async ValueTask ThrowIfSpoiltAsync(IngestException failure, CancellationToken cancellationToken)
    {
        if (failure.Cause is not (FailureCause.Truncated or FailureCause.Corrupt or FailureCause.RecordInvalid))
        {
            return;
        }

        if (failure.Cause == FailureCause.Truncated && _body.Length is null)
        {
            throw Spoilt("The store did not say how long the object is, so that it may have been cut on the way.");
        }

        if (!_body.WasResumed)
        {
            // A checksum is compared at the end of the bytes only.
            await _body.ReadToEndAsync(MaxBytesToCheck, cancellationToken).ConfigureAwait(false);
        }

        if (_body.WasResumed)
        {
            throw Spoilt("It came in parts, which the store's checksum does not cover, so that it may have been spoilt on the way; it is read anew.");
        }

        IngestException Spoilt(string why) => new(FailureCause.Network, $"{failure.Message} {why}", failure) { Object = Reference };
    }

    /// <summary>Finds out whether text that is not JSON is what was written: of gzip the text is read before the checksum that proves it, so that damage shows in the text first.</summary>
    /// <param name="failure">What is wrong with the text.</param>
    /// <param name="offset">Where in the text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What to tell: the damage, or the failure with the member in which it is.</returns>
    public async ValueTask<IngestException> ExplainAsync(IngestException failure, long offset, CancellationToken cancellationToken)
    {
        if (_layerCount == 0 || failure.Cause is not (FailureCause.Corrupt or FailureCause.Truncated))
        {
            return failure;
        }

        var gzip = _gzips[_layerCount - 1];
        var (start, isIn) = (gzip.MemberStart, offset >= gzip.MemberContentStart);
        try
        {
            var isProven = await TryReadToEndAsync(cancellationToken).ConfigureAwait(false);
            return !isProven ? Told($"{failure.Message} The gzip member that begins at byte {start} was not read to its end, so that it is not proven whole: its bytes may be damaged, rather than its JSON wrong.")
                : start > 0 && isIn ? Told($"{failure.Message} This is in the gzip member that begins at byte {start}.")
                : failure;
        }
        catch (IngestException damage) when (damage.Cause is FailureCause.Corrupt or FailureCause.Truncated)
        {
            return new IngestException(damage.Cause, $"{damage.Message} It showed in the text first: {failure.Message}", damage) { Object = Reference };
        }

        IngestException Told(string message) => new(failure.Cause, message, failure) { Object = Reference };
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _unpacked = null;
        for (; _layerCount > 0; _layerCount--)
        {
            GiveBack(_inputs[_layerCount]);
            GiveBack(_gzips[_layerCount - 1]);
        }

        if (_inputs[0] is { } stored)
        {
            GiveBack(stored);
        }

        await _body.DisposeAsync().ConfigureAwait(false);
    }

    static void GiveBack<T>(T part)
        where T : class, IDisposable, new()
    {
        part.Dispose();
        Reused<T>.Return(part);
    }

    // False if that is too much.
    async ValueTask<bool> TryReadToEndAsync(CancellationToken cancellationToken)
    {
        var rented = ArrayPool<byte>.Shared.Rent(StoredBufferBytes);
        try
        {
            for (long total = 0; total <= MaxBytesToCheck;)
            {
                var read = await _unpacked!.ReadAsync(rented, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return true;
                }

                total += read;
            }

            return false;
        }
        catch (IngestException exception) when (exception.Cause == FailureCause.TooLarge)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // By the first bytes alone: names and headers tell of compression that is not there, and keep silent about such that is.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<ByteInput> UnpackAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var input = _inputs[0] = Reused<ByteInput>.Rent().Begin(_body, StoredBufferBytes);
        while (_layerCount < MaxLayers && await GzipReader.IsGzipAsync(input, cancellationToken).ConfigureAwait(false))
        {
            var gzip = _gzips[_layerCount++] = Reused<GzipReader>.Rent().Begin(input, Reference, _options.MaxDecompressedBytes);
            input = _inputs[_layerCount] = Reused<ByteInput>.Rent().Begin(gzip, UnpackedBufferBytes, GzipHeader.Magic.Length);
        }

        return input;
    }

    [InlineArray(1 + MaxLayers)]
    struct Inputs
    {
        ByteInput _stored;
    }

    [InlineArray(MaxLayers)]
    struct Gzips
    {
        GzipReader _outer;
    }
}
