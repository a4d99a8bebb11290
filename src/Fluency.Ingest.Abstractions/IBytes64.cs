namespace Fluency.Ingest;

/// <summary>64 bytes in the registers of the processor at hand. What is asked of them is answered by a mask: a bit a byte, the first one lowest.</summary>
interface IBytes64<TSelf>
    where TSelf : struct, IBytes64<TSelf>
{
    static abstract TSelf Load(ref readonly byte first);

    ulong Equal(byte value);

    ulong AtMost(byte value);

    /// <summary>Which are a bracket, curly or square, that opens or closes as the given one.</summary>
    /// <param name="curly"><c>{</c> or <c>}</c>. The square one differs from it by the sixth bit alone, and no other byte does.</param>
    ulong EqualBracket(byte curly);

    /// <summary>Which have the sixth bit: of brackets, the curly ones.</summary>
    ulong HaveBit6();
}
