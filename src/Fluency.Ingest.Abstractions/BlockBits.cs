using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fluency.Ingest;

/// <summary>Sums over masks of 64 bytes, a bit a byte, the first one lowest.</summary>
static class BlockBits
{
    const ulong OddBits = 0xAAAA_AAAA_AAAA_AAAA;

    /// <summary>Each bit is the parity of the bits up to it: of quotes, those from an opening one to before the closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            // A multiplication without carries, by all ones.
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        for (var shift = 1; shift < 64; shift *= 2)
        {
            bits ^= bits << shift;
        }

        return bits;
    }

    /// <summary>The bytes behind a backslash that is not escaped itself.</summary>
    /// <param name="backslashes">All backslashes.</param>
    /// <param name="carry">Whether the first byte is one; comes back for the byte behind the last.</param>
    /// <remarks>
    /// Of each run of backslashes every second one is escaped, and what follows a run of an odd length. The subtraction finds out by carrying through whole runs at once, as
    /// in the structural index of simdjson (Langdale and Lemire, https://arxiv.org/abs/1902.08318, section 3.1.1).
    /// </remarks>
    public static ulong Escaped(ulong backslashes, ref ulong carry)
    {
        var begin = backslashes & ~carry;
        var escapes = (((begin << 1) | OddBits) - begin) ^ OddBits;
        var escaped = escapes ^ (backslashes | carry);
        carry = (escapes & backslashes) >> 63;
        return escaped;
    }
}
