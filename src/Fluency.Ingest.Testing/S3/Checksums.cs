using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The checksums of S3, big-endian and in Base64. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html.</summary>
static class Checksums
{
    public static readonly string[] Algorithms = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

    static readonly ulong[] Crc64NvmeTable = CreateCrc64NvmeTable();

    public static string Compute(string algorithm, ReadOnlySpan<byte> data) => Convert.ToBase64String(algorithm switch
    {
        "crc32" => BigEndian(Crc32.HashToUInt32(data)),
        "crc32c" => BigEndian(Crc32C(data)),
        "crc64nvme" => BigEndian(Crc64Nvme(data)),
#pragma warning disable CA5350 // S3 offers it; nothing here relies on its strength.
        "sha1" => SHA1.HashData(data),
#pragma warning restore CA5350
        "sha256" => SHA256.HashData(data),
        _ => throw new ArgumentException($"'{algorithm}' is none of {string.Join(", ", Algorithms)}.", nameof(algorithm)),
    });

    static uint Crc32C(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var octet in data)
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return ~crc;
    }

    static ulong Crc64Nvme(ReadOnlySpan<byte> data)
    {
        var crc = ulong.MaxValue;
        foreach (var octet in data)
        {
            crc = Crc64NvmeTable[(byte)crc ^ octet] ^ (crc >> 8);
        }

        return ~crc;
    }

    // The polynomial of the NVM Express specification, 0xAD93D23594C93659, with its bits reversed.
    static ulong[] CreateCrc64NvmeTable()
    {
        var table = new ulong[256];
        for (var i = 0u; i < 256; i++)
        {
            ulong crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x9A6C9329AC4BC9B5;
            }

            table[i] = crc;
        }

        return table;
    }

    static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    static byte[] BigEndian(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
