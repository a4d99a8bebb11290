using System.Buffers;
using System.Text;

namespace Fluency.Ingest.Tests.Records;

/// <summary>A random text of several KB that holds records: compact, indented or with white space of any kind anywhere, and with what is hard for who looks at 64 bytes at once.</summary>
sealed class LongJson
{
    const int MaxDepth = 12;

    static readonly SearchValues<byte> Grammar = SearchValues.Create("{}[],:\"\\"u8);

    static readonly string[] Names = ["a", "eventVersion", "userIdentity", "Records", "ü", "\\u0061", "", "requestParameters", "x\\\"y", "sessionContext"];

    static readonly string[] Literals = ["true", "false", "null"];

    static readonly string[] Numbers = ["0", "-0", "7", "-12", "0.50", "-1.25e-7", "1E+05", "2e3", "10.0E0", "1700000000"];

    static readonly string[] Pieces =
    [
        "ü", "€", "\U0001F600", "\u007F", "{", "}", "[", "]", ",", ":", " ", "/", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0052", "\\uD800", "\\ud83d\\uDe00",
        "arn:aws:iam::123456789012:user/Alice", "{\\\"a\\\":[1]}", "0123456789abcdef",
    ];

    static readonly string[] Breaks = ["\n", "\r\n", "\r"];

    static readonly string[] Indents = ["  ", "    ", "\t", ""];

    readonly StringBuilder _text = new();
    readonly Random _random;
    readonly int _style;
    readonly string _break;
    readonly string _indent;
    int _depth;

    LongJson(int seed)
    {
        _random = new Random(seed);
        _style = _random.Next(4);
        _break = OneOf(Breaks);
        _indent = OneOf(Indents);
    }

    public static byte[] Text(int seed)
    {
        var json = new LongJson(seed);
        json.WriteRoot();
        return Encoding.UTF8.GetBytes(json._text.ToString());
    }

    /// <summary>The text with some of it replaced, removed, added, swapped or cut off, mostly where the grammar is.</summary>
    public static byte[] Damaged(int seed)
    {
        var random = new Random(~seed);
        var text = Text(seed);
        for (var times = random.Next(1, 3); times > 0 && text.Length > 2; times--)
        {
            text = Damage(text, random);
        }

        return text;
    }

    static byte[] Damage(byte[] text, Random random)
    {
        const string With = "{}[],:\"\\{}[],:\",, \n\t\ru1E+-.029tfnR\u0001";
        var at = random.Next(text.Length);
        if (random.Next(4) > 0)
        {
            var ahead = text.AsSpan(at).IndexOfAny(Grammar);
            at += Math.Max(ahead, 0);
        }

        var with = (byte)With[random.Next(With.Length)];
        return random.Next(8) switch
        {
            0 or 1 => [.. text[..at], with, .. text[(at + 1)..]],
            2 => [.. text[..at], .. text[(at + 1)..]],
            3 => [.. text[..at], with, .. text[at..]],
            4 => [.. text[..at], text[at], .. text[at..]],
            5 => [.. text[..at], Swapped(text[at]), .. text[(at + 1)..]],
            6 => [.. text[..at], .. text[at..Math.Min(at + 2, text.Length)].Reverse(), .. text[Math.Min(at + 2, text.Length)..]],
            _ => text[..at],
        };
    }

    static byte Swapped(byte b) => b switch
    {
        (byte)'{' => (byte)'[',
        (byte)'[' => (byte)'{',
        (byte)'}' => (byte)']',
        (byte)']' => (byte)'}',
        (byte)',' => (byte)':',
        (byte)':' => (byte)',',
        _ => (byte)'"',
    };

    void WriteRoot()
    {
        var isWrapper = _random.Next(2) == 0;
        _text.Append(isWrapper ? "{\"Records\":[" : "[");
        for (var (records, index) = (_random.Next(1, 13), 0); index < records; index++)
        {
            _text.Append(index > 0 ? "," : "");
            WriteSpace();
            WriteRecord();
            WriteSpace();
        }

        _text.Append(isWrapper ? "]}" : "]");
    }

    void WriteRecord()
    {
        switch (_random.Next(12))
        {
            case 0:
                _text.Append(OneOf("{}", "[]", "0", "\"\""));
                break;
            case 1:
                WriteArray();
                break;
            default:
                WriteObject();
                break;
        }
    }

    void WriteValue()
    {
        switch (_depth < MaxDepth ? _random.Next(20) : _random.Next(16))
        {
            case < 10:
                WriteString();
                break;
            case < 13:
                _text.Append(_random.Next(8) == 0 ? "1" + new string('2', _random.Next(150)) : OneOf(Numbers));
                break;
            case < 16:
                _text.Append(OneOf(Literals));
                break;
            case < 18:
                WriteArray();
                break;
            default:
                WriteObject();
                break;
        }
    }

    void WriteObject() => WriteContainer('{', '}', () =>
    {
        _text.Append('"').Append(OneOf(Names));
        _text.Append('n', _random.Next(6) == 0 ? _random.Next(140) : _random.Next(4)).Append('"');
        WriteSpaceWithin();
        _text.Append(':');
        WriteSpaceWithin();
        WriteValue();
    });

    void WriteArray() => WriteContainer('[', ']', WriteValue);

    void WriteContainer(char open, char close, Action writeOne)
    {
        _text.Append(open);
        _depth++;
        var count = _random.Next(6) == 0 ? 0 : _random.Next(1, 9);
        for (var index = 0; index < count; index++)
        {
            WriteSpace();
            writeOne();
            WriteSpaceWithin();
            _text.Append(index < count - 1 ? "," : "");
        }

        _depth--;
        WriteSpace();
        _text.Append(close);
    }

    void WriteString()
    {
        _text.Append('"');
        switch (_random.Next(8))
        {
            case 0:
                _text.Append('s', _random.Next(300));
                break;
            case 1:
                // A run of backslashes of any length, and an escaped quote behind most.
                _text.Append('p', _random.Next(64)).Append('\\', 2 * _random.Next(70)).Append(OneOf("\\\"", "\\\"x", "", "\\u00fc"));
                break;
            case 2:
                for (var pieces = _random.Next(40); pieces > 0; pieces--)
                {
                    _text.Append(OneOf(Pieces));
                }

                break;
            default:
                _text.Append('v', _random.Next(20));
                break;
        }

        _text.Append('"');
    }

    // Between lines, when they are indented.
    void WriteSpace()
    {
        if (_style == 1)
        {
            _text.Append(_break).Insert(_text.Length, _indent, _depth);
        }
        else
        {
            WriteSpaceWithin();
        }
    }

    void WriteSpaceWithin()
    {
        switch (_style)
        {
            case 2 when _random.Next(3) == 0:
                _text.Append(OneOf(" \t\r\n")).Append(' ', _random.Next(3));
                break;
            case 2 when _random.Next(20) == 0:
                _text.Append(OneOf(" \t\r\n"), _random.Next(200));
                break;
            case 3 when _random.Next(30) == 0:
                _text.Append(' ', _random.Next(90));
                break;
            default:
                break;
        }
    }

    string OneOf(params string[] values) => values[_random.Next(values.Length)];

    char OneOf(string values) => values[_random.Next(values.Length)];
}
