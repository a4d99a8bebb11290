namespace Fluency.Ingest;

/// <summary>64 bytes in the registers of the processor at hand. What is asked of them is answered by a mask: a bit a byte, the first one lowest.</summary>
interface IBytes64<TSelf>
    where TSelf : struct, IBytes64<TSelf>
{
    static abstract TSelf Load(ref readonly byte first);

    ulong Equal(byte value);

    ulong AtMost(byte value);
}
