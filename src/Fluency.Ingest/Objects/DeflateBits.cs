using System.Buffers.Binary;

namespace Fluency.Ingest.Objects;

/// <summary>Reads the bits of deflate (RFC 1951, section 3.1.1): lowest first.</summary>
/// <param name="input">What goes on where the bits before end.</param>
/// <param name="bits">The bits of the last byte before that are not taken yet.</param>
/// <param name="count">How many: less than eight.</param>
ref struct DeflateBits(ReadOnlySpan<byte> input, ulong bits, int count)
{
    public readonly ReadOnlySpan<byte> Input = input;

    /// <summary>The bits that come next, of which <see cref="Count"/> are known.</summary>
    public ulong Bits = bits;

    public int Count = count;

    /// <summary>The first byte that is not among the bits.</summary>
    public int Next;

    /// <summary>Makes that many bits known, up to 32; false if the input ends before.</summary>
    public bool Ensure(int count)
    {
        Fill();
        return Count >= count;
    }

    /// <summary>Makes as many bits known as there are, at least 56 of them unless the input ends.</summary>
    public void Fill()
    {
        if (Next + sizeof(ulong) <= Input.Length)
        {
            // A whole word, of which the bytes count that there is room for; the bits of the others are the same that the next fill writes there.
            Bits |= BinaryPrimitives.ReadUInt64LittleEndian(Input[Next..]) << Count;
            Next += (63 - Count) >> 3;
            Count |= 56;
            return;
        }

        while (Count <= 56 && Next < Input.Length)
        {
            Bits |= (ulong)Input[Next++] << Count;
            Count += 8;
        }
    }

    public readonly uint Peek(int count) => (uint)Bits & ((1u << count) - 1);

    public void Skip(int count)
    {
        Bits >>= count;
        Count -= count;
    }

    public uint Take(int count)
    {
        var taken = Peek(count);
        Skip(count);
        return taken;
    }

    public void SkipToByte() => Skip(Count & 7);

    /// <summary>Gives back whole bytes that are not taken.</summary>
    public void GiveBack()
    {
        Next -= Count >> 3;
        Count &= 7;
        Bits &= (1u << Count) - 1;
    }
}
