using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>Walks over the members of a record's objects, and notes where those are that paths name.</summary>
/// <remarks>
/// Most members of a record are a text, and fit into 64 bytes: <c>"eventSource":"ec2.amazonaws.com",</c>. One look at those tells all three ends. What is no text, longer,
/// escaped or written with white space goes step by step.
/// </remarks>
readonly ref struct MemberWalk(ReadOnlySpan<byte> json, Span<RecordField> fields, Span<ulong> met)
{
    const int BlockBytes = 64;

    readonly ReadOnlySpan<byte> _json = json;
    readonly Span<RecordField> _fields = fields;
    readonly Span<ulong> _met = met;

    /// <summary>Walks over an object; returns the byte behind it.</summary>
    /// <param name="at">Its opening bracket.</param>
    /// <param name="node">The names to look for in it.</param>
    public int Object(int at, PathNode node) =>
        Vector512.IsHardwareAccelerated ? Object<Bytes64By512>(at, node)
        : Vector256.IsHardwareAccelerated ? Object<Bytes64By256>(at, node)
        : Object<Bytes64By128>(at, node);

    int Object<TBytes>(int at, PathNode node)
        where TBytes : struct, IBytes64<TBytes>
    {
        at = JsonText.SkipSpaces(_json, at + 1);
        if (JsonText.At(_json, at) == (byte)'}')
        {
            return at + 1;
        }

        do
        {
            if (!PlainlyNamed<TBytes>(ref at, node))
            {
                at = Member(at, node);
            }

            at = JsonText.SkipSpaces(_json, at);
        }
        while (IsMore(ref at));
        return at;
    }

    /// <summary>Walks over members as long as the name of each is whole within 64 bytes, without an escape, and the colon directly behind it.</summary>
    /// <returns>True behind the last member, or one with white space behind it; false before one that is named otherwise.</returns>
    /// <remarks>Nothing that rarely happens is in this loop, so that what it works on stays in registers.</remarks>
    bool PlainlyNamed<TBytes>(ref int position, PathNode node)
        where TBytes : struct, IBytes64<TBytes>
    {
        ref var first = ref MemoryMarshal.GetReference(_json);
        var at = position;
        for (var last = _json.Length - BlockBytes - 2; at <= last;)
        {
            ref var begin = ref Unsafe.Add(ref first, at);
            var bytes = TBytes.Load(in begin);
            var quotes = bytes.Equal((byte)'"');
            var nameEnd = WithoutFirst(quotes);
            var backslashes = bytes.Equal((byte)'\\');
            var plain = (backslashes - 1) & ~backslashes;
            var colon = ((nameEnd & (0 - nameEnd)) << 1) & bytes.Equal((byte)':') & plain;
            if ((quotes & 1) == 0 || colon == 0)
            {
                break;
            }

            var name = BitOperations.TrailingZeroCount(nameEnd) - 1;
            var child = node.Child(in Unsafe.Add(ref begin, 1), name);
            var value = name + 3;
            var textEnd = WithoutFirst(WithoutFirst(nameEnd)) & plain;
            if (((colon << 1) & quotes) != 0 && textEnd != 0)
            {
                var length = BitOperations.TrailingZeroCount(textEnd) + 1;
                if (child is not null)
                {
                    child.Meet(_fields, _met);
                    Put(child, new RecordField(at + value, length - value, JsonTokenType.String, isPlain: true));
                }

                at += length;
            }
            else
            {
                at = Value(at + value, child);
                if (at > _json.Length - 2)
                {
                    position = at;
                    return true;
                }
            }

            ref var behind = ref Unsafe.Add(ref first, at);
            if (behind != (byte)',' || Unsafe.Add(ref behind, 1) != (byte)'"')
            {
                position = at;
                return true;
            }

            at++;
        }

        position = at;
        return false;
    }

    /// <summary>Whether another member follows, and where.</summary>
    bool IsMore(ref int at)
    {
        switch (JsonText.At(_json, at))
        {
            case (byte)',':
                at = JsonText.SkipSpaces(_json, at + 1);
                return true;
            case (byte)'}':
                at++;
                return false;
            default:
                JsonText.ThrowInvalid(at);
                return false;
        }
    }

    /// <summary>Walks over any member; returns the byte behind it.</summary>
    int Member(int at, PathNode node)
    {
        if (JsonText.At(_json, at) != (byte)'"')
        {
            JsonText.ThrowInvalid(at);
        }

        var end = JsonText.StringEnd(_json, at + 1, out var isEscaped);
        var child = isEscaped ? node.ChildEscaped(_json[at..(end + 1)]) : node.Child(_json.Slice(at + 1, end - at - 1));
        at = JsonText.SkipSpaces(_json, end + 1);
        if (JsonText.At(_json, at) != (byte)':')
        {
            JsonText.ThrowInvalid(at);
        }

        return Value(at + 1, child);
    }

    /// <summary>Walks over the value of a member; returns the byte behind it.</summary>
    /// <param name="at">The byte behind the colon.</param>
    /// <param name="child">The member's name, if a path has it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Value(int at, PathNode? child)
    {
        at = JsonText.SkipSpaces(_json, at);
        if (child is null)
        {
            return JsonText.ValueEnd(_json, at);
        }

        // Before what is below it: a repeated name forgets that.
        child.Meet(_fields, _met);
        var isEscaped = false;
        var kind = JsonText.KindOf(JsonText.At(_json, at));
        var behind = kind == JsonTokenType.StartObject && child.HasChildren ? Object(at, child) : JsonText.ValueEnd(_json, at, out isEscaped);
        Put(child, new RecordField(at, behind - at, kind, isPlain: kind == JsonTokenType.String && !isEscaped));
        return behind;
    }

    void Put(PathNode child, RecordField field)
    {
        if (child.Slot >= 0)
        {
            _fields[child.Slot] = field;
        }
    }

    static ulong WithoutFirst(ulong bits) => bits & (bits - 1);
}
