using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Decompresses gzip (RFC 1952) and proves every member by its trailer, which .NET's own stream does not: it takes a cut file for a whole one.</summary>
sealed class GzipReader : IByteSource, IDisposable
{
    const int TrailerBytes = 2 * sizeof(uint);

    static readonly ByteInput Nothing = new();
    static readonly ObjectReference NoObject = new("", "") { Uri = "" };

    readonly FoldedCrc32 _crc = new();
    readonly Inflater _inflater = new();
    ByteInput _input;
    ObjectReference _object;
    long _maxBytes;
    long _memberStart;
    long _memberBytes;
    long _bytes;
    Where _where;

    /// <summary>Of <see cref="Begin"/>.</summary>
    public GzipReader() => LetGo();

    public GzipReader(ByteInput input, ObjectReference @object, long maxBytes)
        : this() => Begin(input, @object, maxBytes);

    enum Where
    {
        BetweenMembers,
        InData,
        AtTrailer,
        AtEnd,
        Failed,
    }

    public long BytesCompressed => _input.BytesCompressed;

    /// <summary>Where in its input the member begins that is read, or was read last.</summary>
    public long MemberStart => _memberStart;

    /// <summary>Where in what comes out that member's content begins.</summary>
    public long MemberContentStart => _bytes - _memberBytes;

    /// <summary>Begins another input, once the one before is done with.</summary>
    /// <param name="input">Begins with the magic bytes; see <see cref="IsGzipAsync"/>. Stays the caller's to dispose.</param>
    /// <param name="object">For the messages.</param>
    /// <param name="maxBytes">The most that may come out.</param>
    public GzipReader Begin(ByteInput input, ObjectReference @object, long maxBytes)
    {
        Dispose();
        _input = input;
        _object = @object;
        _maxBytes = maxBytes;
        _crc.Reset();
        _memberStart = _memberBytes = _bytes = 0;
        _where = Where.BetweenMembers;
        return this;
    }

    public static async ValueTask<bool> IsGzipAsync(ByteInput input, CancellationToken cancellationToken) =>
        await input.EnsureAsync(GzipHeader.Magic.Length, cancellationToken).ConfigureAwait(false) && input.Available.StartsWith(GzipHeader.Magic);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (_where != Where.AtEnd)
            {
                // Of input that is at hand, gigabytes may give nothing: blocks and members without content, a thousandth of that in a layer around them.
                cancellationToken.ThrowIfCancellationRequested();
                switch (_where)
                {
                    case Where.BetweenMembers:
                        await BeginMemberAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    case Where.InData:
                        if (Inflate(buffer.Span) is var count and > 0)
                        {
                            return count;
                        }

                        await ReadMoreAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    case Where.AtTrailer:
                        await EndMemberAsync(cancellationToken).ConfigureAwait(false);
                        break;
                    default:
                        throw new InvalidOperationException("It has failed before; there is nothing behind what was wrong.");
                }
            }

            return 0;
        }
        catch (EndOfStreamException exception)
        {
            throw Failed(
                FailureCause.Truncated,
                $"ends at byte {_input.Offset + _input.Available.Length} in the midst of the gzip member that begins at byte {_memberStart}. All announced bytes came, so it is stored cut.",
                exception);
        }
    }

    public void Dispose()
    {
        _where = Where.AtEnd;
        LetGo();
    }

    [MemberNotNull(nameof(_input), nameof(_object))]
    void LetGo()
    {
        _input = Nothing;
        _object = NoObject;
    }

    /// <summary>Decompresses what of the input is there; 0 if that gives nothing.</summary>
    int Inflate(Span<byte> output)
    {
        var result = _inflater.Inflate(_input.Available, output, out var read, out var written);
        _input.Consume(read);
        if (result == InflateResult.Invalid)
        {
            throw Corrupt($"its compressed data are invalid before byte {_input.Offset}: {_inflater.Problem}");
        }

        if (result == InflateResult.Ended)
        {
            _where = Where.AtTrailer;
        }

        Count(output[..written]);
        return written;
    }

    ValueTask ReadMoreAsync(CancellationToken cancellationToken) =>
        _where == Where.InData ? EnsureAsync(_input.Available.Length + 1, cancellationToken) : default;

    async ValueTask EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (!await _input.EnsureAsync(count, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }
    }

    void Count(ReadOnlySpan<byte> data)
    {
        _crc.Append(data);
        _memberBytes += data.Length;
        _bytes += data.Length;
        if (_bytes > _maxBytes)
        {
            throw Failed(
                FailureCause.TooLarge,
                $"decompresses to more than {_maxBytes} bytes, the limit ({nameof(ObjectOptions.MaxDecompressedBytes)}), from its first {_input.Offset} bytes. Raise it or let the object be quarantined.");
        }
    }

    /// <summary>Goes to the data of the next member, or to the proven end: behind the last one only zero padding may stand.</summary>
    async ValueTask BeginMemberAsync(CancellationToken cancellationToken)
    {
        if (!await SkipZerosAsync(cancellationToken).ConfigureAwait(false))
        {
            _where = Where.AtEnd;
            return;
        }

        if (!await IsGzipAsync(_input, cancellationToken).ConfigureAwait(false))
        {
            throw Failed(FailureCause.Corrupt, $"has bytes at {_input.Offset}, behind its last gzip member, that are neither another member nor zeros.");
        }

        _memberStart = _input.Offset;
        _memberBytes = 0;
        if (await GzipHeader.SkipAsync(_input, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw Corrupt(problem);
        }

        _inflater.Reset();
        _where = Where.InData;
    }

    async ValueTask<bool> SkipZerosAsync(CancellationToken cancellationToken)
    {
        while (await _input.EnsureAsync(1, cancellationToken).ConfigureAwait(false))
        {
            var zeros = _input.Available.IndexOfAnyExcept((byte)0);
            _input.Consume(zeros < 0 ? _input.Available.Length : zeros);
            if (zeros >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Compares the member's trailer with what came out of it.</summary>
    async ValueTask EndMemberAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(TrailerBytes, cancellationToken).ConfigureAwait(false);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(_input.Available);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_input.Available[sizeof(uint)..]);
        var expected = _crc.Value;
        if (crc != expected || length != (uint)_memberBytes)
        {
            throw Corrupt($"its trailer tells of {length} bytes with CRC-32 0x{crc:X8}, {_memberBytes} with 0x{expected:X8} came out");
        }

        _input.Consume(TrailerBytes);
        _crc.Reset();
        _where = Where.BetweenMembers;
    }

    IngestException Corrupt(string what) => Failed(FailureCause.Corrupt, $"is damaged in the gzip member that begins at byte {_memberStart}: {what}.");

    IngestException Failed(FailureCause cause, string what, Exception? inner = null)
    {
        _where = Where.Failed;
        return new IngestException(cause, $"{_object.Uri} {what}", inner) { Object = _object };
    }
}
