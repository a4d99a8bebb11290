using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest;

/// <summary>64 bytes in four registers.</summary>
readonly struct Bytes64By128 : IBytes64<Bytes64By128>
{
    const int Step = 16;

    readonly Vector128<byte> _a;
    readonly Vector128<byte> _b;
    readonly Vector128<byte> _c;
    readonly Vector128<byte> _d;

    Bytes64By128(ref readonly byte first)
    {
        _a = Vector128.LoadUnsafe(in first);
        _b = Vector128.LoadUnsafe(in first, Step);
        _c = Vector128.LoadUnsafe(in first, 2 * Step);
        _d = Vector128.LoadUnsafe(in first, 3 * Step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bytes64By128 Load(ref readonly byte first) => new(in first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value)
    {
        var wanted = Vector128.Create(value);
        return Mask(Vector128.Equals(_a, wanted), Vector128.Equals(_b, wanted), Vector128.Equals(_c, wanted), Vector128.Equals(_d, wanted));
    }

    // By the minimum: x86 has no unsigned comparison of this width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AtMost(byte value)
    {
        var most = Vector128.Create(value);
        return Mask(
            Vector128.Equals(Vector128.Min(_a, most), _a),
            Vector128.Equals(Vector128.Min(_b, most), _b),
            Vector128.Equals(Vector128.Min(_c, most), _c),
            Vector128.Equals(Vector128.Min(_d, most), _d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualBracket(byte curly)
    {
        var fold = Vector128.Create((byte)0x20);
        var wanted = Vector128.Create(curly);
        return Mask(
            Vector128.Equals(_a | fold, wanted),
            Vector128.Equals(_b | fold, wanted),
            Vector128.Equals(_c | fold, wanted),
            Vector128.Equals(_d | fold, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HaveBit6() => Mask(
        (_a.AsUInt16() << 2).AsByte(),
        (_b.AsUInt16() << 2).AsByte(),
        (_c.AsUInt16() << 2).AsByte(),
        (_d.AsUInt16() << 2).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mask(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d) =>
        a.ExtractMostSignificantBits()
        | (b.ExtractMostSignificantBits() << Step)
        | ((ulong)c.ExtractMostSignificantBits() << (2 * Step))
        | ((ulong)d.ExtractMostSignificantBits() << (3 * Step));
}
