using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest;

/// <summary>64 bytes in one register.</summary>
readonly struct Bytes64By512 : IBytes64<Bytes64By512>
{
    readonly Vector512<byte> _all;

    Bytes64By512(Vector512<byte> all) => _all = all;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bytes64By512 Load(ref readonly byte first) => new(Vector512.LoadUnsafe(in first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector512.Equals(_all, Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AtMost(byte value) => Vector512.LessThanOrEqual(_all, Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EqualBracket(byte curly) => Vector512.Equals(_all | Vector512.Create((byte)0x20), Vector512.Create(curly)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HaveBit6() => (_all.AsUInt16() << 2).AsByte().ExtractMostSignificantBits();
}
