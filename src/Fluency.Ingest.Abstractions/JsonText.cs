using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>Steps over the values of a text that is known to be JSON. Of what is not, nothing is promised but that it ends: with a result or a <see cref="JsonException"/>.</summary>
static class JsonText
{
    const int BlockBytes = 64;

    /// <summary>The byte at a position; 0, which JSON has nowhere, behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<byte> json, int at) => (uint)at < (uint)json.Length ? json[at] : (byte)0;

    /// <summary>The next byte that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpaces(ReadOnlySpan<byte> json, int at) => At(json, at) > ' ' ? at : SkipAllSpaces(json, at);

    /// <summary>The closing quote of a string.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The byte behind the opening quote.</param>
    /// <param name="isEscaped">Whether there is an escape in it.</param>
    public static int StringEnd(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (true)
        {
            at = QuoteOrBackslash(json, at);
            if (json[at] == (byte)'"')
            {
                return at;
            }

            isEscaped = true;
            at += 2;
        }
    }

    /// <summary>The byte behind a value.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The value's first byte.</param>
    public static int ValueEnd(ReadOnlySpan<byte> json, int at) => ValueEnd(json, at, out _);

    /// <summary>The byte behind a value.</summary>
    /// <param name="json">The text.</param>
    /// <param name="at">The value's first byte.</param>
    /// <param name="isEscaped">Whether it is a string with an escape in it.</param>
    public static int ValueEnd(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        return At(json, at) switch
        {
            (byte)'"' => StringEnd(json, at + 1, out isEscaped) + 1,
            (byte)'{' or (byte)'[' => ContainerEnd(json, at),
            _ => ScalarEnd(json, at),
        };
    }

    /// <summary>What a value is, by its first byte.</summary>
    public static JsonTokenType KindOf(byte first) => first switch
    {
        (byte)'"' => JsonTokenType.String,
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    [DoesNotReturn]
    public static void ThrowInvalid(int at) => throw new JsonException($"The record is not valid JSON at its byte {at}.");

    static int SkipAllSpaces(ReadOnlySpan<byte> json, int at)
    {
        while (At(json, at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    // A name or value mostly ends within the first of these blocks.
    static int QuoteOrBackslash(ReadOnlySpan<byte> json, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(json);
        for (; at <= json.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref first, (nuint)at);
            var stops = (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();
            if (stops != 0)
            {
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        var rest = at < json.Length ? json[at..].IndexOfAny((byte)'"', (byte)'\\') : -1;
        if (rest < 0)
        {
            ThrowInvalid(json.Length);
        }

        return at + rest;
    }

    static int ScalarEnd(ReadOnlySpan<byte> json, int at)
    {
        var begin = at;
        while (At(json, at) is > (byte)' ' and not ((byte)',' or (byte)'}' or (byte)']'))
        {
            at++;
        }

        if (at == begin)
        {
            ThrowInvalid(at);
        }

        return at;
    }

    static int ContainerEnd(ReadOnlySpan<byte> json, int at) =>
        Vector512.IsHardwareAccelerated ? ContainerEnd<Bytes64By512>(json, at)
        : Vector256.IsHardwareAccelerated ? ContainerEnd<Bytes64By256>(json, at)
        : ContainerEnd<Bytes64By128>(json, at);

    static int ContainerEnd<TBytes>(ReadOnlySpan<byte> json, int at)
        where TBytes : struct, IBytes64<TBytes>
    {
        var depth = 1;
        var escape = 0UL;
        var inString = 0UL;
        for (at++; at < json.Length; at += BlockBytes)
        {
            var bytes = json.Length - at >= BlockBytes ? TBytes.Load(in json[at]) : Rest<TBytes>(json, at);
            var backslashes = bytes.Equal((byte)'\\');
            var quotes = bytes.Equal((byte)'"');
            if ((backslashes | escape) != 0)
            {
                quotes &= ~BlockBits.Escaped(backslashes, ref escape);
            }

            var inside = BlockBits.PrefixXor(quotes) ^ inString;
            inString = (ulong)((long)inside >> 63);
            var opens = bytes.EqualBracket((byte)'{') & ~inside;
            var closes = bytes.EqualBracket((byte)'}') & ~inside;

            // Only where the depth may fall to nothing are the brackets that close looked at one by one.
            var closed = BitOperations.PopCount(closes);
            if (depth <= closed)
            {
                var left = depth;
                for (var rest = closes; rest != 0; rest &= rest - 1)
                {
                    // Of the brackets that open, those before this one: the others in there are all such that close.
                    if (--left + BitOperations.PopCount(opens & (rest - 1)) == 0)
                    {
                        return at + BitOperations.TrailingZeroCount(rest) + 1;
                    }
                }
            }

            depth += BitOperations.PopCount(opens) - closed;
        }

        ThrowInvalid(json.Length);
        return 0;
    }

    // Not in the loop above: a method that takes room on the stack is compiled once, before it is known what is worth it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    static TBytes Rest<TBytes>(ReadOnlySpan<byte> json, int at)
        where TBytes : struct, IBytes64<TBytes>
    {
        Span<byte> rest = stackalloc byte[BlockBytes];
        rest.Clear();
        json[at..].CopyTo(rest);
        return TBytes.Load(in rest[0]);
    }
}
