using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fluency.Ingest.Objects;

// The symbols of a block while neither the input nor the output is near its end, so that a turn need not ask whether there is enough of both. With references
// instead of spans that is four times as fast as symbol by symbol; what is written here is all that the processor's registers hold.
sealed partial class Inflater
{
    // A turn refills the bits twice, of which the first refill before all turns may have taken a word more.
    const int RunInputBytes = 3 * sizeof(ulong);

    // A turn writes up to three pairs of literals and a match, in vectors of which the last two may be written in vain.
    const int RunOutputBytes = (3 * sizeof(ushort)) + DeflateSymbols.LongestMatch + (2 * VectorBytes);
    const int VectorBytes = 32;

    // What a refill leaves at least: 7 bytes. A symbol of the first table takes 11 bits, so that three literals and the code of a length are known then; a length with its extra bits
    // takes 20, a distance 28.
    const uint KnownBits = 56;

    enum RunEnd
    {
        Bounds,
        EndOfBlock,
        FromWindow,
        Invalid,
    }

    /// <summary>Reads on to the end of the block, or until the input or the output is near its end.</summary>
    /// <param name="state">Holds less than a byte of bits, and at least <see cref="RunInputBytes"/> bytes behind them.</param>
    /// <param name="output">Has at least <see cref="RunOutputBytes"/> left.</param>
    /// <param name="written">How much of it is filled.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    RunEnd Run(ref DeflateBits state, Span<byte> output, ref int written)
    {
        ref var literals = ref MemoryMarshal.GetArrayDataReference(_literalTable);
        ref var distances = ref MemoryMarshal.GetArrayDataReference(_distanceTable);
        ref var first = ref MemoryMarshal.GetReference(output);
        ref var to = ref Unsafe.Add(ref first, written);
        ref var lastTo = ref Unsafe.Add(ref first, output.Length - RunOutputBytes);
        ref var input = ref MemoryMarshal.GetReference(state.Input);
        ref var next = ref Unsafe.Add(ref input, state.Next);
        ref var lastNext = ref Unsafe.Add(ref input, state.Input.Length - RunInputBytes);
        var bits = state.Bits;
        var count = (uint)state.Count;
        var end = RunEnd.Bounds;

        next = ref Refill(ref next, ref bits, ref count);
        var entry = Literal(ref literals, bits);
        do
        {
            var known = bits;
            Skip(entry, ref bits, ref count);
            if ((int)entry < 0)
            {
                to = ref Write(ref to, entry);
                entry = Literal(ref literals, bits);
                known = bits;
                Skip(entry, ref bits, ref count);
                if ((int)entry < 0)
                {
                    to = ref Write(ref to, entry);
                    entry = Literal(ref literals, bits);
                    known = bits;
                    Skip(entry, ref bits, ref count);
                    if ((int)entry < 0)
                    {
                        to = ref Write(ref to, entry);
                        next = ref Refill(ref next, ref bits, ref count);
                        entry = Literal(ref literals, bits);
                        continue;
                    }
                }
            }

            if ((entry & InflateTable.Exceptional) != 0)
            {
                if ((entry & InflateTable.Second) != 0)
                {
                    entry = Second(ref literals, entry, bits);
                    known = bits;
                    Skip(entry, ref bits, ref count);
                    if ((int)entry < 0)
                    {
                        to = ref Write(ref to, entry);
                        next = ref Refill(ref next, ref bits, ref count);
                        entry = Literal(ref literals, bits);
                        continue;
                    }
                }

                if ((entry & InflateTable.Exceptional) != 0)
                {
                    end = (entry & InflateTable.EndOfBlock) != 0 ? RunEnd.EndOfBlock : RunEnd.Invalid;
                    break;
                }
            }

            var length = (nint)Value(entry, known);
            next = ref Refill(ref next, ref bits, ref count);
            entry = Unsafe.Add(ref distances, (nint)(bits & ((1 << DistanceTableBits) - 1)));
            if ((entry & InflateTable.Exceptional) != 0)
            {
                if ((entry & InflateTable.Second) != 0)
                {
                    Skip(DistanceTableBits, ref bits, ref count);
                    entry = Second(ref distances, entry, bits);
                }

                if ((entry & InflateTable.Exceptional) != 0)
                {
                    end = RunEnd.Invalid;
                    break;
                }
            }

            var distance = (nint)Value(entry, bits);
            Skip(entry, ref bits, ref count);

            // What comes next is loaded while the match is copied.
            next = ref Refill(ref next, ref bits, ref count);
            entry = Literal(ref literals, bits);
            if (Unsafe.ByteOffset(ref first, ref to) < distance)
            {
                _matchLength = (int)length;
                _matchDistance = (int)distance;
                end = RunEnd.FromWindow;
                break;
            }

            Copy(ref to, distance, length);
            to = ref Unsafe.Add(ref to, length);
        }
        while (!Unsafe.IsAddressGreaterThan(ref to, ref lastTo) && !Unsafe.IsAddressGreaterThan(ref next, ref lastNext));

        state.Count = (int)(count & 63);
        state.Bits = bits & ((1UL << state.Count) - 1);
        state.Next = (int)Unsafe.ByteOffset(ref input, ref next);
        written = (int)Unsafe.ByteOffset(ref first, ref to);
        return end;
    }

    // Reads a whole word and counts the bytes of it that there was room for; bits above the count are the same that the next refill writes there. Of the count only the lower six
    // bits count, as for the processor's shifts: entries are taken off it as they are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref byte Refill(ref byte next, scoped ref ulong bits, scoped ref uint count)
    {
        bits |= Unsafe.ReadUnaligned<ulong>(ref next) << (int)count;
        var taken = (nint)((~count >> 3) & 7);
        count |= KnownBits;
        return ref Unsafe.Add(ref next, taken);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Skip(uint entry, ref ulong bits, ref uint count)
    {
        bits >>= (int)entry;
        count -= entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Literal(ref uint literals, ulong bits) => Unsafe.Add(ref literals, (nint)(bits & ((1 << LiteralTableBits) - 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Second(ref uint table, uint entry, ulong bits) =>
        Unsafe.Add(ref table, (nint)((entry >> 16) + (bits & ((1u << (int)((entry >> 8) & InflateTable.FourBits)) - 1))));

    // Writes two bytes, of which the second may be no literal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref byte Write(ref byte to, uint entry)
    {
        Unsafe.WriteUnaligned(ref to, (ushort)(entry >> 8));
        return ref Unsafe.Subtract(ref to, (int)entry >> 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Value(uint entry, ulong bits) => (entry >> 16) + (uint)(Low(bits, entry) >> (byte)(entry >> 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Low(ulong bits, uint count) => Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, (byte)count) : bits & ((1UL << (byte)count) - 1);

    /// <summary>Copies what stands that far before, which may be what this very copy writes; and some bytes more than the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Copy(ref byte to, nint distance, nint length)
    {
        ref var from = ref Unsafe.Subtract(ref to, distance);
        ref var end = ref Unsafe.Add(ref to, length);
        if (distance >= VectorBytes)
        {
            // Two at once: three of four matches are no longer.
            Vector256.LoadUnsafe(ref from).StoreUnsafe(ref to);
            Vector256.LoadUnsafe(ref from, VectorBytes).StoreUnsafe(ref to, VectorBytes);
            to = ref Unsafe.Add(ref to, 2 * VectorBytes);
            while (Unsafe.IsAddressLessThan(ref to, ref end))
            {
                Vector256.LoadUnsafe(ref Unsafe.Subtract(ref to, distance)).StoreUnsafe(ref to);
                to = ref Unsafe.Add(ref to, VectorBytes);
            }
        }
        else if (distance >= sizeof(ulong))
        {
            do
            {
                Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<ulong>(ref from));
                from = ref Unsafe.Add(ref from, sizeof(ulong));
                to = ref Unsafe.Add(ref to, sizeof(ulong));
            }
            while (Unsafe.IsAddressLessThan(ref to, ref end));
        }
        else
        {
            do
            {
                to = from;
                from = ref Unsafe.Add(ref from, 1);
                to = ref Unsafe.Add(ref to, 1);
            }
            while (Unsafe.IsAddressLessThan(ref to, ref end));
        }
    }
}
