using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fluency.Ingest.Objects;

/// <summary>The CRC-32 of gzip (RFC 1952, section 8), 256 bytes at once where the processor can; else that of <see cref="System.IO.Hashing"/>.</summary>
/// <remarks>
/// Real CloudTrail files inflate at 2 GB/s, beside which the library's 128-bit folding is a tenth of the cost; four registers of 512 bits take a quarter of that. Folding:
/// Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009). The constants are x^(d+32) and x^(d-32) modulo the polynomial,
/// bits reflected, for a distance of d bits.
/// </remarks>
sealed class FoldedCrc32
{
    // The four registers, once; less is not worth setting up.
    const int FoldBytes = 256;
    const int LaneBytes = 64;

    // Where it is not.
    readonly Crc32? _plain = IsFolding ? null : new Crc32();

    // The register before its final complement, where the folding is used.
    uint _register = uint.MaxValue;

    static bool IsFolding => Pclmulqdq.V512.IsSupported;

    /// <summary>The checksum of all that was appended since the last <see cref="Reset"/>.</summary>
    public uint Value => IsFolding ? ~_register : _plain!.GetCurrentHashAsUInt32();

    public void Append(ReadOnlySpan<byte> data)
    {
        if (IsFolding)
        {
            _register = Continue(_register, data);
        }
        else
        {
            _plain!.Append(data);
        }
    }

    public void Reset()
    {
        _register = uint.MaxValue;
        _plain?.Reset();
    }

    [SkipLocalsInit]
    static uint Continue(uint register, ReadOnlySpan<byte> data)
    {
        Span<byte> rest = stackalloc byte[FoldBytes + LaneBytes];
        if (data.Length >= FoldBytes)
        {
            // What is left of all that was folded stands for it: a register of zero over these bytes ends as one over the whole would.
            var folded = Fold(register, ref data);
            folded.CopyTo(rest);
            data.CopyTo(rest[LaneBytes..]);
            return Plain(0, rest[..(LaneBytes + data.Length)]);
        }

        data.CopyTo(rest);
        return Plain(register, rest[..data.Length]);
    }

    // The library begins with a register of all ones; any other is the same as other first bytes.
    static uint Plain(uint register, Span<byte> data)
    {
        if (data.Length < sizeof(uint))
        {
            return Bytewise(register, data);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(data, BinaryPrimitives.ReadUInt32LittleEndian(data) ^ register ^ uint.MaxValue);
        return ~Crc32.HashToUInt32(data);
    }

    static uint Bytewise(uint register, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
        {
            register ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register >> 1) ^ (0xEDB8_8320 & (uint)-(int)(register & 1));
            }
        }

        return register;
    }

    /// <summary>Folds all that there is of whole registers into one, and leaves the rest of the data.</summary>
    static Vector512<byte> Fold(uint register, ref ReadOnlySpan<byte> data)
    {
        ref var first = ref MemoryMarshal.GetReference(data);
        var a = Load(ref first, 0) ^ Vector512.CreateScalar((ulong)register);
        var b = Load(ref first, 1);
        var c = Load(ref first, 2);
        var d = Load(ref first, 3);
        var at = FoldBytes;
        var by2048 = Constants(0x1_1542_778A, 0x1_322D_1430);
        for (; at <= data.Length - FoldBytes; at += FoldBytes)
        {
            ref var next = ref Unsafe.Add(ref first, at);
            a = Shift(a, by2048) ^ Load(ref next, 0);
            b = Shift(b, by2048) ^ Load(ref next, 1);
            c = Shift(c, by2048) ^ Load(ref next, 2);
            d = Shift(d, by2048) ^ Load(ref next, 3);
        }

        var by512 = Constants(0x1_5444_2BD4, 0x1_C6E4_1596);
        d ^= Shift(a, Constants(0x1_821D_8BC0, 0x1_2E95_8AC4)) ^ Shift(b, Constants(0x1_E88E_F372, 0x1_4A7F_E880)) ^ Shift(c, by512);
        for (; at <= data.Length - LaneBytes; at += LaneBytes)
        {
            d = Shift(d, by512) ^ Load(ref Unsafe.Add(ref first, at), 0);
        }

        data = data[at..];
        return d.AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Load(ref byte first, int lane) => Vector512.LoadUnsafe(ref first, (nuint)(lane * LaneBytes)).AsUInt64();

    static Vector512<ulong> Constants(ulong low, ulong high) => Vector512.Create(low, high, low, high, low, high, low, high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Shift(Vector512<ulong> lanes, Vector512<ulong> constants) =>
        Pclmulqdq.V512.CarrylessMultiply(lanes, constants, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(lanes, constants, 0x11);
}
