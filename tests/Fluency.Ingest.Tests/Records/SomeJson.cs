using System.Text;
using CsCheck;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Random texts that hold records, in all forms and with odd white space, names, escapes and numbers.</summary>
static class SomeJson
{
    const int Depth = 4;

    static readonly Gen<string> Space = Gen.Frequency((6, Gen.Const("")), (1, OneOf(" ", "\n", "\r\n", "\t", "  \n ", new string(' ', 70))));

    static readonly Gen<string> Piece = OneOf(
        "a", "eventVersion", "0123456789abcdef0123456789abcdef0123456789", "ü", "€", "\U0001F600", "\u007F", "{", "}", "[", "]", ",", ":", " ", "/",
        "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0052", "\\uD800", "\\ud83d\\uDe00", "Records");

    static readonly Gen<string> Text = Piece.Array[0, 6].Select(pieces => $"\"{string.Concat(pieces)}\"");

    static readonly Gen<string> Name = Gen.Frequency(
        (3, Text),
        (2, OneOf("\"Records\"", "\"records\"", "\"\\u0052ecords\"", "\"Record\"", "\"Records \"", "\"\"", "\"eventName\"")));

    static readonly Gen<string> Scalar = Gen.OneOf(
        Text,
        OneOf("true", "false", "null", "0", "-0", "7", "-12", "123456789012345678901234567890", "0.50", "-1.25e-7", "1E+05", "2e3", "10.0E0"));

    /// <summary>One whole text.</summary>
    public static Gen<byte[]> Document { get; } = Gen.OneOf(Wrapper(), Array(Depth), Object(Depth), Lines()).Select(Encoding.UTF8.GetBytes);

    /// <summary>A whole text with some of its bytes replaced, removed, added or cut off. Some of the results are whole again.</summary>
    public static Gen<byte[]> DamagedDocument { get; } =
        Gen.Select(Document, Gen.Int[0, 3], Gen.Double[0, 1], Gen.OneOf(OneOf("{}[],:\"\\ \nueE+-.0129tfnR"u8.ToArray()), Gen.Byte), Damage);

    static Gen<string> Lines() => Gen.Select(Space, Gen.Select(Object(2), OneOf("\n", "\r", "\r\n", " \n\n", ""), (o, end) => o + end).Array[0, 5], (space, lines) => space + string.Concat(lines));

    static Gen<string> Wrapper() =>
        Gen.Select(Fields(1), Space, Array(Depth), Space, Fields(1), (before, space, records, behind, after) => $"{{{before}{(before.Length > 0 ? "," : "")}{space}\"Records\":{space}{records}{(after.Trim().Length > 0 ? "," : "")}{after}}}{behind}");

    static Gen<string> Value(int depth) => depth == 0 ? Scalar : Gen.OneOf(Scalar, Array(depth - 1), Object(depth - 1));

    static Gen<string> Array(int depth) => Gen.Select(Space, Spaced(Value(depth)).Array[0, 4], (space, values) => $"[{(values.Length == 0 ? space : string.Join(',', values))}]");

    static Gen<string> Object(int depth) => Gen.Select(Space, Fields(depth), (space, fields) => $"{{{(fields.Length == 0 ? space : fields)}}}");

    static Gen<string> Fields(int depth) =>
        Gen.Select(Spaced(Name), Spaced(Value(depth)), (name, value) => $"{name}:{value}").Array[0, 4].Select(fields => string.Join(',', fields));

    static Gen<string> Spaced(Gen<string> gen) => Gen.Select(Space, gen, Space, (before, text, behind) => before + text + behind);

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static byte[] Damage(byte[] document, int kind, double where, byte with)
    {
        var at = (int)(where * (document.Length - 1));
        return document.Length == 0 ? [with] : kind switch
        {
            0 => [.. document[..at], with, .. document[(at + 1)..]],
            1 => [.. document[..at], .. document[(at + 1)..]],
            2 => [.. document[..at], with, .. document[at..]],
            _ => document[..at],
        };
    }
}
