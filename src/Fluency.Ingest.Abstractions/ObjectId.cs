using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fluency.Ingest;

/// <summary>96 bits that stand for one content of one object: the part that all its records' ids share.</summary>
/// <remarks>
/// The first 96 bits of SHA-256 over container, name and ETag, each preceded by its length in bytes as a big-endian 32-bit number, so that no two triples
/// run into one another. A cryptographic hash, since whoever could forge an id could hide records behind it; 96 bits, since 2^48 objects give one collision
/// in expectation only at 2.8 * 10^14 objects.
/// </remarks>
public readonly record struct ObjectId
{
    // Bucket, key and ETag of CloudTrail's own objects are about 200 characters, counted as three bytes each.
    const int StackBytes = 1024;

    readonly ulong _high;
    readonly uint _low;

    internal ObjectId(ulong high, uint low)
    {
        _high = high;
        _low = low;
    }

    internal ulong High => _high;

    internal uint Low => _low;

    /// <summary>The id of a content.</summary>
    /// <param name="container">The container's name; see <see cref="ObjectReference.Container"/>.</param>
    /// <param name="name">The object's name, decoded; see <see cref="ObjectReference.Name"/>.</param>
    /// <param name="etag">The ETag of the response, without quotes; empty if there is none.</param>
    /// <returns>The id; the same triple always gives the same one.</returns>
    public static ObjectId Of(string container, string name, string? etag)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(name);
        etag ??= "";
        var atMost = (3 * sizeof(int)) + Encoding.UTF8.GetMaxByteCount(container.Length + name.Length + etag.Length);
        var rented = atMost > StackBytes ? ArrayPool<byte>.Shared.Rent(atMost) : null;
        var bytes = rented is null ? stackalloc byte[StackBytes] : rented;
        var length = Append(bytes, 0, container);
        length = Append(bytes, length, name);
        length = Append(bytes, length, etag);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new ObjectId(BinaryPrimitives.ReadUInt64BigEndian(digest), BinaryPrimitives.ReadUInt32BigEndian(digest[8..]));
    }

    static int Append(Span<byte> bytes, int at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, bytes[(at + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(bytes[at..], length);
        return at + sizeof(int) + length;
    }
}
