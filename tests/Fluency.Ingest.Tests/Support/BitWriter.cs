namespace Fluency.Ingest.Tests.Support;

/// <summary>Writes bits as deflate packs them (RFC 1951, section 3.1.1): each byte from its lowest bit up.</summary>
sealed class BitWriter
{
    readonly List<byte> _bytes = [];

    public int BitCount { get; private set; }

    /// <summary>A number, its lowest bit first.</summary>
    public void Write(int value, int count)
    {
        for (var at = 0; at < count; at++)
        {
            WriteBit((value >> at) & 1);
        }
    }

    /// <summary>A code, its highest bit first.</summary>
    public void WriteCode(int code, int length)
    {
        for (var at = length - 1; at >= 0; at--)
        {
            WriteBit((code >> at) & 1);
        }
    }

    public void SkipToByte() => BitCount = _bytes.Count * 8;

    /// <summary>Behind <see cref="SkipToByte"/>.</summary>
    public void WriteBytes(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        SkipToByte();
    }

    public byte[] ToArray() => [.. _bytes];

    void WriteBit(int bit)
    {
        if (BitCount % 8 == 0)
        {
            _bytes.Add(0);
        }

        _bytes[^1] |= (byte)(bit << (BitCount++ % 8));
    }
}
