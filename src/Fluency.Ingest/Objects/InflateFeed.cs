using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Feeds the compressed data of one gzip member to a <see cref="System.IO.Compression.DeflateStream"/> in such pieces that one can tell where the data ended.</summary>
/// <remarks>
/// The inflater asks for input only while its data go on, and does not say how much of the last piece it used. So wherever a member may end properly (before a
/// trailer that another member, zero padding or the end follows) it gets single bytes. If it stops within a longer piece, what follows the data is no trailer.
/// (A search for the trailer's known bytes would be simpler, but steps over whole members when the same content comes twice and the first trailer is damaged.)
/// </remarks>
sealed class InflateFeed : Stream
{
    /// <summary>The most that is given at once: the size of the inflater's own buffer.</summary>
    const int MaxPiece = 8 * 1024;

    const int TrailerBytes = 8;

    // A run of zeros may be padding, or the end of the data and the trailer of an empty member. How far into a run its data can reach: an empty deflate block is 2 bytes
    // in its usual form and at most a few with a code table of its own; 32 leaves room.
    const int MaxZerosOfData = 32;

    ByteInput? _input;
    int _piece;
    int _zeros;

    /// <summary>Whether the data, if they ended in the last piece, ended with it.</summary>
    public bool EndsExactly => _piece == 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins a member, whose data the input goes on with.</summary>
    public void Begin(ByteInput input)
    {
        _input = input;
        _piece = _zeros = 0;
    }

    /// <summary>How many bytes may go to the inflater at once.</summary>
    /// <param name="data">What is known of the input from here on.</param>
    /// <param name="zerosBefore">How many zero bytes stand directly before it.</param>
    public static int PieceLength(ReadOnlySpan<byte> data, int zerosBefore)
    {
        var window = data[..Math.Min(data.Length, MaxPiece + (2 * MaxZerosOfData))];
        for (var from = 0; ; from++)
        {
            var stop = IndexOfStop(window, from);
            var run = stop == 0 ? 0 : window[..stop].LastIndexOfAnyExcept((byte)0) + 1;
            run = run == 0 ? -zerosBefore : run;

            // Ends that fit this stop: around the begin of the zeros before it, and around the stop itself.
            if ((run - TrailerBytes <= 1 && Math.Min(stop, run + MaxZerosOfData) >= 1) || (stop - TrailerBytes <= 1 && stop >= 1))
            {
                return 1;
            }

            var firstEnd = run - TrailerBytes > 1 ? run - TrailerBytes : stop - TrailerBytes;
            if (firstEnd > 1)
            {
                return Math.Min(firstEnd - 1, MaxPiece);
            }

            from = stop;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The feed is only read asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var input = _input!;

        // Never 0: a strict inflater would throw its own exception, a lenient one would take it for a good end.
        if (!await input.EnsureAsync(1, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }

        var available = input.Available;
        _piece = Math.Min(PieceLength(available, _zeros), buffer.Length);
        var piece = available[.._piece];
        piece.CopyTo(buffer.Span);
        var lastOther = piece.LastIndexOfAnyExcept((byte)0);
        _zeros = lastOther < 0 ? Math.Min(_zeros + _piece, MaxZerosOfData + TrailerBytes) : _piece - 1 - lastOther;
        input.Consume(_piece);
        return _piece;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Where the next member begins, or may begin as far as one can see: at its magic bytes, at the first of them as the last byte known, or behind that.</summary>
    static int IndexOfStop(ReadOnlySpan<byte> window, int from)
    {
        var magic = window[from..].IndexOf(GzipHeader.Magic);
        if (magic >= 0)
        {
            return from + magic;
        }

        return from < window.Length && window[^1] == GzipHeader.Magic[0] ? window.Length - 1 : window.Length;
    }
}
