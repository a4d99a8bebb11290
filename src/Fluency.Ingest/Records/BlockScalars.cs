using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fluency.Ingest.Records;

/// <summary>The literals and numbers of a block.</summary>
static class BlockScalars
{
    /// <summary>Whether each run of bytes is a literal or a number.</summary>
    /// <param name="first">The block.</param>
    /// <param name="runs">The bytes that belong to one; at least one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AreValid(ref readonly byte first, ulong runs)
    {
        do
        {
            var at = BitOperations.TrailingZeroCount(runs);
            var length = BitOperations.TrailingZeroCount(~(runs >> at));
            if (!IsValid(MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in first), at), length)))
            {
                return false;
            }

            // Adding to a run's lowest bit carries through it, and out of it if it is the last.
            runs &= runs + (1UL << at);
        }
        while (runs != 0);
        return true;
    }

    static bool IsValid(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'t':
                return text.SequenceEqual("true"u8);
            case (byte)'f':
                return text.SequenceEqual("false"u8);
            case (byte)'n':
                return text.SequenceEqual("null"u8);
            case (byte)'-':
                return IsNumber(ScanState.NumberSign, text[1..]);
            case (byte)'0':
                return IsNumber(ScanState.NumberZero, text[1..]);
            case >= (byte)'1' and <= (byte)'9':
                return IsNumber(ScanState.NumberInteger, text[1..]);
            default:
                return false;
        }
    }

    static bool IsNumber(ScanState state, ReadOnlySpan<byte> rest)
    {
        if (state == ScanState.NumberInteger && !rest.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return true;
        }

        foreach (var b in rest)
        {
            if (NumberGrammar.Next(state, b) is not { } next)
            {
                return false;
            }

            state = next;
        }

        // One that ended before the rest did is not whole either.
        return NumberGrammar.IsWhole(state);
    }
}
