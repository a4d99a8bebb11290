using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest;

/// <summary>64 bytes in two registers.</summary>
readonly struct Bytes64By256 : IBytes64<Bytes64By256>
{
    readonly Vector256<byte> _low;
    readonly Vector256<byte> _high;

    Bytes64By256(Vector256<byte> low, Vector256<byte> high)
    {
        _low = low;
        _high = high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bytes64By256 Load(ref readonly byte first) => new(Vector256.LoadUnsafe(in first), Vector256.LoadUnsafe(in first, (nuint)Vector256<byte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value)
    {
        var wanted = Vector256.Create(value);
        return Mask(Vector256.Equals(_low, wanted), Vector256.Equals(_high, wanted));
    }

    // By the minimum: there is no unsigned comparison of this width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AtMost(byte value)
    {
        var most = Vector256.Create(value);
        return Mask(Vector256.Equals(Vector256.Min(_low, most), _low), Vector256.Equals(Vector256.Min(_high, most), _high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualBracket(byte curly)
    {
        var fold = Vector256.Create((byte)0x20);
        var wanted = Vector256.Create(curly);
        return Mask(Vector256.Equals(_low | fold, wanted), Vector256.Equals(_high | fold, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HaveBit6() => Mask((_low.AsUInt16() << 2).AsByte(), (_high.AsUInt16() << 2).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mask(Vector256<byte> low, Vector256<byte> high) => low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << Vector256<byte>.Count);
}
