using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>A name in paths, and the names that follow it.</summary>
/// <param name="name">The name, UTF-8.</param>
sealed class PathNode(byte[] name)
{
    // The first bytes of a name, which mostly tell names apart.
    const int HeadBytes = sizeof(ulong);

    // Longer names than this, after their escapes are undone, are looked at in pooled memory.
    const int StackBytes = 256;

    // So many that few children share a place.
    const int PlacesPerChild = 4;

    // Any odd number that mixes well; this is 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming, volume 3, section 6.4).
    const ulong Mixer = 0x9E37_79B9_7F4A_7C15;

    readonly byte[] _name = name;

    // Beside the name, so that most names are told apart without a look at its memory.
    readonly int _length = name.Length;
    readonly ulong _head = HeadOf(name);
    readonly ulong _tail = name.Length > HeadBytes ? MemoryMarshal.Read<ulong>(name.AsSpan(name.Length - HeadBytes)) : 0;
    PathNode[] _children = [];

    // The children by the upper bits of a product; two empty places, told apart by one bit, as long as there are none.
    PathNode?[] _places = new PathNode?[2];
    int _shift = 63;
    PathNode? _nextInPlace;
    int _number;

    /// <summary>The position of the path that ends here; -1 if none does.</summary>
    public int Slot { get; set; } = -1;

    public bool HasChildren => _children.Length > 0;

    public PathNode ChildNamed(byte[] childName)
    {
        if (Child(childName) is { } known)
        {
            return known;
        }

        var child = new PathNode(childName);
        _children = [.. _children, child];
        Place();
        return child;
    }

    /// <summary>Numbers the nodes below; returns the number behind the last.</summary>
    public int Number(int first)
    {
        _number = first;
        return _children.Aggregate(first + 1, static (next, child) => child.Number(next));
    }

    /// <summary>Forgets what was found here and below if the name was met before: a repeated one replaces the former with all that was in it.</summary>
    public void Meet(Span<RecordField> fields, Span<ulong> met)
    {
        ref var word = ref met[_number >> 6];
        var bit = 1UL << _number;
        if ((word & bit) != 0)
        {
            Forget(fields, met);
        }

        word |= bit;
    }

    /// <summary>The child that has a name.</summary>
    public PathNode? Child(ReadOnlySpan<byte> childName)
    {
        for (var child = _places[PlaceOf(HeadOf(childName), childName.Length)]; child is not null; child = child._nextInPlace)
        {
            if (childName.SequenceEqual(child._name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The child that has a name behind which there are more than eight bytes of memory to look at.</summary>
    /// <param name="first">The name's first byte.</param>
    /// <param name="length">Its length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PathNode? Child(ref readonly byte first, int length)
    {
        var head = HeadOf(in first, length);
        var child = _places[PlaceOf(head, length)];
        return child is not null && child.IsNamed(head, in first, length) ? child : child?._nextInPlace is null ? null : Child(MemoryMarshal.CreateReadOnlySpan(in first, length));
    }

    /// <summary>The child whose name is written with escapes.</summary>
    /// <param name="quoted">The name as it is written, with its quotes.</param>
    public PathNode? ChildEscaped(ReadOnlySpan<byte> quoted)
    {
        var rented = quoted.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(quoted.Length) : null;
        try
        {
            var unescaped = rented is null ? stackalloc byte[StackBytes] : rented;
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return Child(unescaped[..reader.CopyString(unescaped)]);
        }
        catch (InvalidOperationException)
        {
            // RFC 8259 §8.2: the grammar allows an escaped half of a surrogate pair, which no path can name.
            return null;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    static ulong HeadOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= HeadBytes)
        {
            return MemoryMarshal.Read<ulong>(text);
        }

        // Shifted in one by one: bytes that are written apart and read as one word make the processor wait.
        var head = 0UL;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            head = (head << 8) | text[i];
        }

        return head;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong HeadOf(ref readonly byte first, int length)
    {
        var head = Unsafe.ReadUnaligned<ulong>(in first);
        return length >= HeadBytes ? head : BitConverter.IsLittleEndian ? head & ((1UL << (length * 8)) - 1) : HeadOf(MemoryMarshal.CreateReadOnlySpan(in first, length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool IsNamed(ulong head, ref readonly byte first, int length) =>
        head == _head && length == _length && (length <= HeadBytes
            || (Unsafe.ReadUnaligned<ulong>(in Unsafe.Add(ref Unsafe.AsRef(in first), length - HeadBytes)) == _tail
                && (length <= 2 * HeadBytes || MemoryMarshal.CreateReadOnlySpan(in first, length).SequenceEqual(_name))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    uint PlaceOf(ulong head, int length) => (uint)((head + (ulong)length) * Mixer >> _shift);

    void Place()
    {
        var places = (int)BitOperations.RoundUpToPowerOf2((uint)(_children.Length * PlacesPerChild));
        _places = new PathNode?[places];
        _shift = 64 - BitOperations.Log2((uint)places);
        foreach (var child in _children)
        {
            ref var place = ref _places[PlaceOf(child._head, child._length)];
            child._nextInPlace = place;
            place = child;
        }
    }

    void Forget(Span<RecordField> fields, Span<ulong> met)
    {
        if (Slot >= 0)
        {
            fields[Slot] = default;
        }

        foreach (var child in _children)
        {
            met[child._number >> 6] &= ~(1UL << child._number);
            child.Forget(fields, met);
        }
    }
}
