using System.Buffers;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>A byte source with a pooled buffer before it, so that a parser can look at bytes before it takes them.</summary>
sealed class ByteInput : IByteSource, IDisposable
{
    /// <summary>The most that <see cref="EnsureAsync"/> may be asked for.</summary>
    public const int MaxEnsured = 64;

    IByteSource _source = NoSource.Instance;
    byte[] _buffer = [];
    int _start;
    int _end;
    bool _ended;

    // How many bytes the next fill may read.
    int _fillBytes;

    /// <summary>Of <see cref="Begin"/>.</summary>
    public ByteInput()
    {
    }

    public ByteInput(IByteSource source, int bufferBytes) => Begin(source, bufferBytes);

    public long BytesCompressed => _source.BytesCompressed;

    /// <summary>Position in the source of the first byte of <see cref="Available"/>.</summary>
    public long Offset { get; private set; }

    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Begins another source, once the one before is done with.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="bufferBytes">How much of it at once.</param>
    /// <param name="firstBytes">How much of it first, where most sources are looked into only once, and then read past the buffer.</param>
    public ByteInput Begin(IByteSource source, int bufferBytes, int firstBytes = int.MaxValue)
    {
        Dispose();
        _source = source;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bufferBytes, MaxEnsured));
        _ended = false;
        _fillBytes = firstBytes;
        Offset = 0;
        return this;
    }

    /// <summary>Reads until that many bytes are available; false when the source ends before.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> EnsureAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_ended || !await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                _ended = true;
                return false;
            }
        }

        return true;
    }

    public void Consume(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Hands out what is buffered, then reads past the buffer.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            return _ended ? new ValueTask<int>(0) : _source.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _start);
        Available[..count].CopyTo(buffer.Span);
        Consume(count);
        return new ValueTask<int>(count);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
            _ended = true;
            _source = NoSource.Instance;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        // Moved only when the room behind is too small for what may be asked for, or nothing is to move.
        if (_start == _end || _buffer.Length - _start < MaxEnsured)
        {
            Available.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        var room = _buffer.AsMemory(_end);
        var read = await _source.ReadAsync(room[..Math.Min(room.Length, _fillBytes)], cancellationToken).ConfigureAwait(false);
        _fillBytes = int.MaxValue;
        _end += read;
        return read > 0;
    }
}
