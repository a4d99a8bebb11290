using System.Buffers;
using System.Runtime.CompilerServices;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Records;

/// <summary>Splits the bytes of an object into records. Fill asynchronously, then take what is there: <c>while (await FillAsync) while (TryRead)</c>.</summary>
sealed class RecordReader : IDisposable
{
#if DEBUG
    // So that records across borders and growing are the rule in tests.
    const int FirstBufferBytes = 256;
#else
    // 128 KiB: inflating into it ran at 0.93 to 0.96 of inflating alone; half of it at 0.90, and eight times as much gained nothing.
    const int FirstBufferBytes = 128 * 1024;
#endif

    readonly IByteSource _source;
    readonly ObjectReference _object;
    RecordScanner? _rented;
    readonly bool _isUtf8Checked;
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);

    // In the buffer: what is scanned, what is known to be UTF-8, what is filled.
    int _scanned;
    int _valid;
    int _filled;

    // Offset in the object of the buffer's first byte.
    long _origin;

    public RecordReader(ObjectReader source, RecordOptions options)
        : this(source, source.Reference, options)
    {
    }

    public RecordReader(IByteSource source, ObjectReference @object, RecordOptions options)
    {
        _source = source;
        _object = @object;
        _rented = Reused<RecordScanner>.Rent();
        _rented.Begin(options);
        _isUtf8Checked = options.Validation != RecordValidation.Structure;
    }

    // Another's once this is disposed.
    RecordScanner Scanner => _rented ?? throw new ObjectDisposedException(nameof(RecordReader));

    /// <summary>How many records were read so far; the index of the next one.</summary>
    public long Count => Scanner.Count;

    /// <summary>What is wrong with the text, once that was thrown.</summary>
    public ScanFailure? Failure { get; private set; }

    /// <summary>Reads more bytes, once <see cref="TryRead"/> has none left. Ends the lending of all records read before.</summary>
    /// <returns>False at the proven end: the object is whole, and so is its JSON.</returns>
    /// <exception cref="IngestException">The object or its JSON is not whole, not right, or passes a limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await _source.ReadAsync(_buffer.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            ThrowIfNotEnded();
            return false;
        }

        _filled += read;
        Validate();
        return true;
    }

    /// <summary>The next record whose last byte is in the buffer: the bytes as they are written, lent until the next <see cref="FillAsync"/>.</summary>
    /// <exception cref="IngestException">The JSON before the next record's end is invalid, or passes a limit.</exception>
    public bool TryRead(out ArraySegment<byte> record)
    {
        switch (Scanner.Scan(_buffer.AsSpan(0, _valid), ref _scanned))
        {
            case ScanResult.Record:
                var start = (int)(Scanner.RecordStart - _origin);
                record = new ArraySegment<byte>(_buffer, start, _scanned - start);
                return true;
            case ScanResult.Failed:
                throw Failed(Scanner.Failure);
            default:
                record = default;
                return false;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _scanned = _valid = _filled = 0;
        }

        if (_rented is { } scanner)
        {
            _rented = null;
            Reused<RecordScanner>.Return(scanner);
        }
    }

    /// <summary>Moves what is still needed to the front of the buffer, and grows it only if that fills it.</summary>
    void MakeRoom()
    {
        if (_scanned < _valid)
        {
            throw new InvalidOperationException($"{nameof(TryRead)} must have returned false before more is read.");
        }

        var keep = (int)(Scanner.KeepFrom - _origin);
        if (keep > 0)
        {
            _buffer.AsSpan(keep, _filled - keep).CopyTo(_buffer);
        }
        else if (_filled == _buffer.Length)
        {
            Grow();
        }

        _origin += keep;
        _scanned -= keep;
        _valid -= keep;
        _filled -= keep;
    }

    // Bounded: the scanner refuses a record before it is twice as long as may be.
    void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(checked(_buffer.Length * 2));
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // A string may hold any bytes as far as the scanner is concerned, so the check comes first.
    void Validate()
    {
        if (!_isUtf8Checked)
        {
            _valid = _filled;
            return;
        }

        var bytes = _buffer.AsSpan(_valid, _filled - _valid);
        var length = Utf8Boundary.WholeLength(bytes);
        if (length < 0)
        {
            var index = Utf8Boundary.IndexOfInvalid(bytes);
            throw Failed(new ScanFailure(FailureCause.Corrupt, _origin + _valid + index, $"it is not UTF-8: byte 0x{bytes[index]:X2} begins or belongs to no character"));
        }

        _valid += length;
    }

    void ThrowIfNotEnded()
    {
        var end = _origin + _filled;
        if (_filled > _valid)
        {
            throw Failed(new ScanFailure(FailureCause.Truncated, end, "it ends within a character"));
        }

        if (end == 0 && _source.BytesCompressed > 0)
        {
            throw Failed(new ScanFailure(FailureCause.Corrupt, 0, "it holds no JSON: nothing is left of it when it is decompressed"));
        }

        if (Scanner.End() is { } failure)
        {
            throw Failed(failure);
        }
    }

    IngestException Failed(ScanFailure failure)
    {
        Failure = failure;
        var isBegin = _origin == 0 && Count == 0 && failure.Cause == FailureCause.Corrupt;
        var hint = isBegin && OtherFormat.NameOf(_buffer.AsSpan(0, _filled)) is { } other ? $" It looks like {other}; what is read is JSON in UTF-8, plain or in gzip." : "";
        return new(failure.Cause, $"{_object.Uri} cannot be split into records at byte {failure.Offset} of its content, in or behind record {Count}: {failure.Reason}.{hint}")
        {
            Object = _object,
            RecordIndex = failure.Cause is FailureCause.TooLarge or FailureCause.TooDeep ? Count : null,
        };
    }
}
