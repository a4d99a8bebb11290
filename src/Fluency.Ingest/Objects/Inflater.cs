namespace Fluency.Ingest.Objects;

/// <summary>Decompresses deflate data (RFC 1951) as they come, and says where they end.</summary>
/// <remarks>
/// <para>.NET's own inflater does neither tell where the data ended nor that they did not, and takes a fifth longer; why there is one here is told in docs/decisions.</para>
/// <para>A state for each thing that is read: where the input ends within it, nothing of it is taken.</para>
/// </remarks>
sealed partial class Inflater
{
    /// <summary>How far back a match may reach.</summary>
    const int WindowBytes = 32 * 1024;

    // With 12 bits of literals more pairs are found at once, but the tables leave a processor's first cache: up to 7 % slower.
    const int LiteralTableBits = 11;
    const int DistanceTableBits = 8;
    const int CodeLengthTableBits = 7;

    // With their second tables. The most that any code takes, as zlib's examples/enough.c counts it: 288 symbols with 11 bits, 32 with 8.
    const int LiteralTableEntries = 2342;
    const int DistanceTableEntries = 402;

    readonly uint[] _literalTable = new uint[LiteralTableEntries];
    readonly uint[] _distanceTable = new uint[DistanceTableEntries];

    // Of the codes of the block's literals, and behind them of its distances.
    readonly byte[] _lengths = new byte[DeflateSymbols.LiteralCount + DeflateSymbols.DistanceCount];

    State _state;
    bool _isLastBlock;
    bool _hasFixedCode;
    int _storedBytes;

    // How many symbols of each code the block names, and how many lengths are read.
    int _literalCount;
    int _distanceCount;
    int _codeLengthCount;
    int _lengthCount;

    // A match, and what is left of it where there was no room.
    int _matchLength;
    int _matchDistance;

    // Of the last byte that was read, what is not taken.
    ulong _bits;
    int _bitCount;

    // A ring of the last that came out before this call: where the next byte goes, and how many there are. Small objects come out in one call and need none.
    byte[] _window = [];
    int _windowNext;
    int _windowFilled;

    enum State
    {
        Header,
        StoredLength,
        Stored,
        CodeHeader,
        CodeLengthLengths,
        CodeLengths,
        Symbols,
        Match,
        Ended,
    }

    /// <summary>What was wrong with data that are <see cref="InflateResult.Invalid"/>.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins other data.</summary>
    public void Reset()
    {
        _state = State.Header;
        _isLastBlock = false;
        _bits = 0;
        _bitCount = _windowNext = _windowFilled = 0;
        Problem = null;
    }

    /// <summary>Goes on until the output is full, the input is used up, or the data end.</summary>
    /// <param name="input">What follows that which was read before.</param>
    /// <param name="output">Takes what comes out. What lies behind that may be written to.</param>
    /// <param name="read">How much of the input is done with.</param>
    /// <param name="written">How much came out.</param>
    public InflateResult Inflate(ReadOnlySpan<byte> input, Span<byte> output, out int read, out int written)
    {
        var bits = new DeflateBits(input, _bits, _bitCount);
        InflateResult? result;
        written = 0;
        do
        {
            result = Step(ref bits, output, ref written);
        }
        while (result is null);

        bits.GiveBack();
        _bits = bits.Bits;
        _bitCount = bits.Count;
        read = bits.Next;
        if (result is InflateResult.Full or InflateResult.Wanting)
        {
            Remember(output[..written]);
        }

        return result.Value;
    }

    // Null: there is more to do.
    InflateResult? Step(ref DeflateBits bits, Span<byte> output, ref int written) => _state switch
    {
        State.Header => ReadHeader(ref bits),
        State.StoredLength => ReadStoredLength(ref bits),
        State.Stored => CopyStored(ref bits, output, ref written),
        State.CodeHeader => ReadCodeHeader(ref bits),
        State.CodeLengthLengths => ReadCodeLengthLengths(ref bits),
        State.CodeLengths => ReadCodeLengths(ref bits),
        State.Symbols => ReadSymbols(ref bits, output, ref written),
        State.Match => GoOnWithMatch(output, ref written),
        _ => InflateResult.Ended,
    };

    InflateResult? ReadHeader(ref DeflateBits bits)
    {
        if (!bits.Ensure(3))
        {
            return InflateResult.Wanting;
        }

        _isLastBlock = bits.Take(1) != 0;
        switch (bits.Take(2))
        {
            case 0:
                bits.SkipToByte();
                return GoTo(State.StoredLength);
            case 1:
                UseFixedCode();
                return GoTo(State.Symbols);
            case 2:
                return GoTo(State.CodeHeader);
            default:
                return Fail("a block is of type 3, which there is not");
        }
    }

    InflateResult? ReadStoredLength(ref DeflateBits bits)
    {
        if (!bits.Ensure(2 * 16))
        {
            return InflateResult.Wanting;
        }

        var length = bits.Take(16);
        if ((length ^ bits.Take(16)) != ushort.MaxValue)
        {
            return Fail("the length of a stored block and its complement do not fit");
        }

        _storedBytes = (int)length;
        return GoTo(State.Stored);
    }

    InflateResult? CopyStored(ref DeflateBits bits, Span<byte> output, ref int written)
    {
        bits.GiveBack();
        var rest = bits.Input[bits.Next..];
        var count = Math.Min(_storedBytes, Math.Min(rest.Length, output.Length - written));
        rest[..count].CopyTo(output[written..]);
        bits.Next += count;
        written += count;
        _storedBytes -= count;
        return _storedBytes == 0 ? EndBlock() : count == rest.Length ? InflateResult.Wanting : InflateResult.Full;
    }

    InflateResult? EndBlock() => GoTo(_isLastBlock ? State.Ended : State.Header);

    InflateResult? GoTo(State state)
    {
        _state = state;
        return null;
    }

    InflateResult Fail(string problem)
    {
        Problem = problem;
        return InflateResult.Invalid;
    }

    /// <summary>Keeps the last of what came out for the matches of the next call.</summary>
    void Remember(ReadOnlySpan<byte> output)
    {
        if (_window.Length == 0)
        {
            _window = new byte[WindowBytes];
        }

        var last = output[Math.Max(output.Length - WindowBytes, 0)..];
        var first = Math.Min(last.Length, WindowBytes - _windowNext);
        last[..first].CopyTo(_window.AsSpan(_windowNext));
        last[first..].CopyTo(_window);
        _windowNext = (_windowNext + last.Length) % WindowBytes;
        _windowFilled = Math.Min(_windowFilled + last.Length, WindowBytes);
    }
}
