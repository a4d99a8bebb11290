using System.IO.Hashing;

namespace Fluency.Ingest.Objects;

/// <summary>Reads over the header of a gzip member (RFC 1952, section 2.3), which may be longer than any buffer.</summary>
sealed class GzipHeader
{
    const int FixedBytes = 10;
    const byte Deflate = 8;
    const byte HasCrc = 0x02;
    const byte HasExtra = 0x04;
    const byte HasName = 0x08;
    const byte HasComment = 0x10;
    const byte Reserved = 0xE0;

    readonly ByteInput _input;
    readonly Crc32 _crc = new();

    GzipHeader(ByteInput input) => _input = input;

    /// <summary>The two bytes that every member begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x1F, 0x8B];

    /// <summary>Takes the header off the input, which begins with the magic bytes. Returns what is wrong with it, or null; where the input ends in it, that is an <see cref="EndOfStreamException"/>.</summary>
    public static ValueTask<string?> SkipAsync(ByteInput input, CancellationToken cancellationToken)
    {
        // As CloudTrail and most others write it: nothing follows the fixed part.
        if (input.Available is [_, _, Deflate, 0, ..] and { Length: >= FixedBytes })
        {
            input.Consume(FixedBytes);
            return default;
        }

        return new GzipHeader(input).SkipAsync(cancellationToken);
    }

    async ValueTask<string?> SkipAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(FixedBytes, cancellationToken).ConfigureAwait(false);
        var method = _input.Available[2];
        var flags = _input.Available[3];
        Take(FixedBytes);
        if (method != Deflate || (flags & Reserved) != 0)
        {
            return $"its header names compression method {method} and flags 0x{flags:X2}; method 8 and flags below 0x20 are known";
        }

        if ((flags & HasExtra) != 0)
        {
            await SkipExtraAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((flags & HasName) != 0)
        {
            await SkipTextAsync(cancellationToken).ConfigureAwait(false);
        }

        if ((flags & HasComment) != 0)
        {
            await SkipTextAsync(cancellationToken).ConfigureAwait(false);
        }

        return (flags & HasCrc) != 0 ? await CheckCrcAsync(cancellationToken).ConfigureAwait(false) : null;
    }

    async ValueTask SkipExtraAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(sizeof(ushort), cancellationToken).ConfigureAwait(false);
        var left = _input.Available[0] | (_input.Available[1] << 8);
        Take(sizeof(ushort));
        while (left > 0)
        {
            await EnsureAsync(1, cancellationToken).ConfigureAwait(false);
            left -= Take(Math.Min(left, _input.Available.Length));
        }
    }

    async ValueTask SkipTextAsync(CancellationToken cancellationToken)
    {
        int end;
        do
        {
            await EnsureAsync(1, cancellationToken).ConfigureAwait(false);
            end = _input.Available.IndexOf((byte)0);
            Take(end < 0 ? _input.Available.Length : end + 1);
        }
        while (end < 0);
    }

    async ValueTask<string?> CheckCrcAsync(CancellationToken cancellationToken)
    {
        var expected = (ushort)_crc.GetCurrentHashAsUInt32();
        await EnsureAsync(sizeof(ushort), cancellationToken).ConfigureAwait(false);
        var found = (ushort)(_input.Available[0] | (_input.Available[1] << 8));
        Take(sizeof(ushort));
        return found == expected ? null : $"its header's CRC-16 is 0x{expected:X4}, the header says 0x{found:X4}";
    }

    async ValueTask EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (!await _input.EnsureAsync(count, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }
    }

    int Take(int count)
    {
        _crc.Append(_input.Available[..count]);
        _input.Consume(count);
        return count;
    }
}
