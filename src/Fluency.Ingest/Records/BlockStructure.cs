using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Fluency.Ingest.Records;

/// <summary>Follows strings and brackets through blocks of 64 bytes of a record, and looks at nothing else.</summary>
struct BlockStructure
{
    readonly int _floor;
    readonly int _maxDepth;

    // Of what is open in the record, at which depths it is an array; and how many are open in all.
    ulong _arrays;
    int _depth;

    // All ones in a string; one if the next byte is escaped.
    ulong _inString;
    ulong _escape;

    /// <param name="state">Inside of the record, of a string or of an escape.</param>
    /// <param name="nesting">What is open.</param>
    /// <param name="floor">The depth around the record.</param>
    /// <param name="maxDepth">The deepest allowed; at most <see cref="BlockNesting.MaxDepth"/>.</param>
    public BlockStructure(ScanState state, BlockNesting nesting, int floor, int maxDepth)
    {
        _floor = floor;
        _maxDepth = maxDepth;
        _depth = nesting.Depth;
        _arrays = ~nesting.Bits & (ulong.MaxValue << floor) & ~(ulong.MaxValue << _depth);
        _inString = state == ScanState.Inside ? 0 : ulong.MaxValue;
        _escape = state == ScanState.InsideEscape ? 1UL : 0;
    }

    public readonly ScanState State => _escape != 0 ? ScanState.InsideEscape : _inString != 0 ? ScanState.InsideString : ScanState.Inside;

    /// <summary>What is open now, where that was open at first.</summary>
    public readonly BlockNesting NestingAfter(BlockNesting first) => new((first.Bits & ~(ulong.MaxValue << _floor)) | (~_arrays & (ulong.MaxValue << _floor)), _depth);

    /// <summary>Runs until the record ends, the data do, or a block is wrong or too deep, which it stops before.</summary>
    /// <param name="data">The text.</param>
    /// <param name="position">Where to begin; where it has stopped.</param>
    /// <param name="last">The last position at which a block may begin.</param>
    /// <returns>Whether the record has ended, directly before the position.</returns>
    public bool Run<TBytes>(ref byte data, ref int position, int last)
        where TBytes : struct, IBytes64<TBytes>
    {
        while (true)
        {
            if (RunPlain<TBytes>(ref data, ref position, last))
            {
                return true;
            }

            if (position > last || !TryRunEscapes<TBytes>(ref Unsafe.Add(ref data, position), out var length))
            {
                return false;
            }

            position += length;
            if (_depth == _floor)
            {
                return true;
            }
        }
    }

    /// <summary>Runs over blocks without backslashes. Nothing that rarely happens is in this loop, so that what it works on stays in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool RunPlain<TBytes>(ref byte data, ref int position, int last)
        where TBytes : struct, IBytes64<TBytes>
    {
        if (_escape != 0)
        {
            return false;
        }

        var at = position;
        var arrays = _arrays;
        var depth = _depth;
        var inString = _inString;
        var floor = _floor;
        for (; at <= last; at += 64)
        {
            var bytes = TBytes.Load(in Unsafe.Add(ref data, at));
            if (bytes.Equal((byte)'\\') != 0)
            {
                break;
            }

            var inside = BlockBits.PrefixXor(bytes.Equal((byte)'"')) ^ inString;
            var opens = bytes.EqualBracket((byte)'{') & ~inside;
            var closes = bytes.EqualBracket((byte)'}') & ~inside;
            var brackets = opens | closes;
            var squares = brackets & ~bytes.HaveBit6();
            var closed = BitOperations.PopCount(closes);
            var opened = BitOperations.PopCount(opens);
            if (depth - closed > floor && depth + opened <= _maxDepth)
            {
                if ((squares | arrays) == 0)
                {
                    // Objects within objects, of which every closing bracket fits every opening one.
                    depth += opened - closed;
                    inString = (ulong)((long)inside >> 63);
                    continue;
                }

                if (Bmi2.X64.IsSupported && opened + closed <= BracketRuns.MaxLength)
                {
                    var run = BracketRuns.Of(opened + closed, (uint)Bmi2.X64.ParallelBitExtract(opens, brackets), (uint)Bmi2.X64.ParallelBitExtract(squares, brackets));
                    var below = depth - run.Closed;
                    if (!run.IsWrong && arrays >> below == run.ClosedArrays)
                    {
                        arrays = (arrays & ~(ulong.MaxValue << below)) | ((ulong)run.OpenedArrays << below);
                        depth = below + run.Opened;
                        inString = (ulong)((long)inside >> 63);
                        continue;
                    }
                }
            }

            _arrays = arrays;
            _depth = depth;
            var length = Follow(opens, closes, squares);
            inString = length == 64 && _depth > floor ? (ulong)((long)inside >> 63) : length == 0 ? inString : 0;
            (arrays, depth) = (_arrays, _depth);
            if (length < 64 || depth == floor)
            {
                at += length;
                break;
            }
        }

        position = at;
        _arrays = arrays;
        _depth = depth;
        _inString = inString;
        return depth == floor;
    }

    /// <summary>Runs over one block in which backslashes are.</summary>
    /// <returns>False if it is wrong or too deep.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    bool TryRunEscapes<TBytes>(ref byte first, out int length)
        where TBytes : struct, IBytes64<TBytes>
    {
        length = 0;
        var bytes = TBytes.Load(in first);
        var backslashes = bytes.Equal((byte)'\\');
        var escape = _escape;
        var quotes = bytes.Equal((byte)'"') & ~BlockBits.Escaped(backslashes, ref escape);
        var inside = BlockBits.PrefixXor(quotes) ^ _inString;
        var opens = bytes.EqualBracket((byte)'{') & ~inside;
        var closes = bytes.EqualBracket((byte)'}') & ~inside;
        var squares = (opens | closes) & ~bytes.HaveBit6();
        var (arrays, depth) = (_arrays, _depth);
        length = Follow(opens, closes, squares);
        if (length == 0 || (backslashes & ~inside & (ulong.MaxValue >> (64 - length))) != 0)
        {
            (_arrays, _depth) = (arrays, depth);
            return false;
        }

        var isEnd = _depth == _floor;
        _escape = isEnd ? 0 : escape;
        _inString = isEnd ? 0 : (ulong)((long)inside >> 63);
        return true;
    }

    /// <summary>Opens and closes one by one what a block does, up to where the record ends.</summary>
    /// <returns>How many bytes that takes; 0, and nothing has changed, if one closes what it does not fit, or opens too deep.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Follow(ulong opens, ulong closes, ulong squares)
    {
        var arrays = _arrays;
        var depth = _depth;
        var floor = _floor;
        var wrong = 0UL;
        var length = 64;
        for (var brackets = opens | closes; brackets != 0; brackets &= brackets - 1)
        {
            // Without a branch on which kind it is: that is what a processor cannot foresee.
            var at = BitOperations.TrailingZeroCount(brackets);
            var isArray = squares >> at & 1;
            var isOpening = opens >> at & 1;
            depth -= (int)(isOpening ^ 1);
            wrong |= (isOpening ^ 1) & ((arrays >> depth) ^ isArray);
            arrays = (arrays & ~(1UL << depth)) | ((isArray & isOpening) << depth);
            depth += (int)isOpening;
            if (depth == floor)
            {
                length = at + 1;
                break;
            }

            if (depth > _maxDepth)
            {
                return 0;
            }
        }

        if ((wrong & 1) != 0)
        {
            return 0;
        }

        _arrays = arrays;
        _depth = depth;
        return length;
    }
}
