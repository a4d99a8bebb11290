using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest.Records;

// The fast way through the inside of a record: 64 bytes at once, by masks. It obeys the same grammar as the steps do, and leaves to them, by stopping before it, every block
// with anything in it that is wrong or out of the ordinary; so it never has to say what is wrong.
sealed partial class RecordScanner
{
    const int BlockBytes = 64;

    // The longest escape, whose backslash may be the last byte but one of a block.
    const int Lookahead = 6;

    /// <summary>Scans on as long as all is ordinary.</summary>
    /// <returns>True if the record has ended, directly before the position.</returns>
    bool RunOn(ReadOnlySpan<byte> data, ref int position)
    {
        if (_form == RootForm.Object)
        {
            // A record that may turn out to be the wrapper: each name has to be looked at.
            Run(data, ref position);
            return false;
        }

        if (IsInside)
        {
            return Vector512.IsHardwareAccelerated ? RunInside<Bytes64By512>(data, ref position)
                : Vector256.IsHardwareAccelerated ? RunInside<Bytes64By256>(data, ref position)
                : Vector128.IsHardwareAccelerated && RunInside<Bytes64By128>(data, ref position);
        }

        return Vector512.IsHardwareAccelerated ? RunBlocks<Bytes64By512>(data, ref position)
            : Vector256.IsHardwareAccelerated ? RunBlocks<Bytes64By256>(data, ref position)
            : Vector128.IsHardwareAccelerated && RunBlocks<Bytes64By128>(data, ref position);
    }

    bool RunBlocks<TBytes>(ReadOnlySpan<byte> data, ref int position)
        where TBytes : struct, IBytes64<TBytes>
    {
        var last = data.Length - BlockBytes - Lookahead;
        if (position > last || _nesting.Depth > BlockNesting.MaxDepth || !BlockGrammar.TryBegin(_state, _inName, out var grammar))
        {
            return false;
        }

        ref var start = ref MemoryMarshal.GetReference(data);
        var nesting = _nesting.First;
        var maxDepth = Math.Min(BlockNesting.MaxDepth, _options.MaxDepth + _recordDepth);
        var end = BlockBytes;
        while (position <= last && end == BlockBytes)
        {
            if (nesting.IsOfObjects(_recordDepth))
            {
                var depth = nesting.Depth;
                grammar.RunThroughObjects<TBytes>(ref start, ref position, last, ref depth, _recordDepth, maxDepth);
                nesting = nesting.AtDepthOfObjects(depth);
                if (position > last)
                {
                    break;
                }
            }

            var tokens = BlockTokens.Find<TBytes>(in Unsafe.Add(ref start, position), grammar.InString);
            end = RunBlock(in tokens, in Unsafe.Add(ref start, position), maxDepth, ref nesting, ref grammar, out var length);
            position += length;
        }

        _nesting.Replace(in nesting);
        _state = grammar.State;
        _inName = grammar.InName;
        return (uint)end < BlockBytes;
    }

    /// <summary>Scans one block of any kind.</summary>
    /// <returns>Where the record ends in it; 64 if it does not; -1 if the block is not ordinary.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int RunBlock(in BlockTokens tokens, ref readonly byte first, int maxDepth, ref BlockNesting nesting, ref BlockGrammar grammar, out int length)
    {
        length = 0;
        var end = nesting.Follow(in tokens, _recordDepth, maxDepth, out var nextNesting, out var objects);
        var counted = end < 0 ? 0 : end < BlockBytes ? end + 1 : LengthOf(in tokens);
        if (counted == 0)
        {
            return -1;
        }

        var wrong = grammar.Check(in tokens, objects, counted, out var next) | (tokens.Controls & tokens.Inside);
        var mask = ulong.MaxValue >> (BlockBytes - counted);
        var others = tokens.Others & mask;
        var escaped = tokens.Escaped & mask;
        if ((wrong & mask) != 0 || (others != 0 && !BlockScalars.AreValid(in first, others)) || (escaped != 0 && !AreEscapes(in first, escaped)))
        {
            return -1;
        }

        nesting = nextNesting;
        grammar = next;
        length = counted;
        return end;
    }

    // A number or literal that goes on behind the block is left to the next one, and so is an escape whose backslash is the last byte.
    static int LengthOf(ref readonly BlockTokens tokens) =>
        (long)tokens.Others < 0 ? BlockBytes - BitOperations.LeadingZeroCount(~tokens.Others)
        : (long)(tokens.Backslashes & ~tokens.Escaped) < 0 ? BlockBytes - 1
        : BlockBytes;

    /// <summary>Whether each byte behind a backslash begins what may stand there.</summary>
    static bool AreEscapes(ref readonly byte first, ulong escaped)
    {
        do
        {
            var at = BitOperations.TrailingZeroCount(escaped);
            if (EscapeLength(MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in first), at - 1), Lookahead)) == 0)
            {
                return false;
            }

            escaped &= escaped - 1;
        }
        while (escaped != 0);
        return true;
    }
}
