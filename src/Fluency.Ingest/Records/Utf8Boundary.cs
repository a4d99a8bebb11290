using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Fluency.Ingest.Records;

/// <summary>Checks that bytes which come in pieces are UTF-8.</summary>
static class Utf8Boundary
{
    // A character has at most four bytes, so that at most three stand before a border.
    const int MaxCut = 3;

    /// <summary>How many of the bytes are valid, counted up to the last character that is whole; -1 if there is an invalid one among them.</summary>
    public static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length - CutLength(bytes);
        return Utf8.IsValid(bytes[..length]) ? length : -1;
    }

    /// <summary>The position of the first invalid byte.</summary>
    public static int IndexOfInvalid(ReadOnlySpan<byte> bytes)
    {
        var index = 0;
        while (Rune.DecodeFromUtf8(bytes[index..], out _, out var consumed) == OperationStatus.Done)
        {
            index += consumed;
        }

        return index;
    }

    static int CutLength(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(MaxCut, bytes.Length); length++)
        {
            var b = bytes[^length];
            if (b < 0x80)
            {
                return 0;
            }

            if (b >= 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }
}
