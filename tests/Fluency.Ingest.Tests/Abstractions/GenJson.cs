using System.Globalization;
using System.Text;
using CsCheck;

namespace Fluency.Ingest.Tests.Abstractions;

/// <summary>Random JSON text: all kinds, escapes of all styles, white space, names that differ only in case.</summary>
static class GenJson
{
    static readonly Gen<string> Space = Gen.OneOf<string>("", "", "", " ", "\n\t");

    public static readonly Gen<string> Name = Gen.OneOf<string>("a", "A", "b", "tag", "Tag", "@id", "naïve", "quo\"te", "back\\slash", "line\nend", "\U0001F600", "");

    public static readonly Gen<string> Text = Gen.OneOf<string>(Name, Gen.String[Gen.Char[' ', '~'], 0, 20], Gen.OneOf<string>("{\"not", "{}", "null", "253.252.51.07", "AWS Internal", "\0\u001f\u007f"));

    /// <summary>The text as a JSON string, each character escaped or not.</summary>
    public static readonly Gen<string> String = Gen.Select(Text, Gen.Int).Select((text, style) => Quote(text, style));

    public static readonly Gen<string> Scalar = Gen.OneOf<string>(String, Gen.OneOf<string>("null", "true", "false", "0", "-1", "1371.0", "1.688560107857E9", "1e-7", "12345678901234567890"));

    public static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 3 ? Scalar : Gen.Frequency<string>((3, Scalar), (1, Array(value)), (2, Object(value))));

    public static readonly Gen<string> AnyObject = Object(Value);

    public static string Quote(string text, int style = 0)
    {
        var random = new Random(style);
        return "\"" + string.Concat(text.EnumerateRunes().Select(rune => rune.Value switch
        {
            '"' or '\\' when style % 2 == 0 => "\\" + rune,
            '"' or '\\' or < ' ' => Escape(rune),
            _ => style != 0 && random.Next(4) == 0 ? Escape(rune) : rune.ToString(),
        })) + "\"";
    }

    public static Gen<string> Object(Gen<string> value) =>
        Gen.Select(Gen.Select(Name, Gen.Int, value, Space).Array[0, 5], Space).Select((members, end) =>
            "{" + string.Join(',', members.DistinctBy(member => member.Item1)
                .Select(member => $"{member.Item4}{Quote(member.Item1, member.Item2)}:{member.Item4}{member.Item3}")) + end + "}");

    static Gen<string> Array(Gen<string> value) => Gen.Select(value.Array[0, 4], Space).Select((items, space) => "[" + string.Join(',' + space, items) + "]");

    static string Escape(Rune rune) => string.Concat(rune.ToString().Select(c => "\\u" + ((int)c).ToString(c % 2 == 0 ? "x4" : "X4", CultureInfo.InvariantCulture)));
}
