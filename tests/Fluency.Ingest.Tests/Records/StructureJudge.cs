using System.Text;

namespace Fluency.Ingest.Tests.Records;

/// <summary>What may be said of the structure of a text without following where its records are.</summary>
static class StructureJudge
{
    /// <summary>Whether each string and bracket is closed, by one of its kind, and no backslash stands outside of strings.</summary>
    public static bool IsClosed(ReadOnlySpan<byte> text)
    {
        var open = new Stack<char>();
        var isInString = false;
        for (var at = 0; at < text.Length; at++)
        {
            var b = (char)text[at];
            if (isInString)
            {
                at += b == '\\' ? 1 : 0;
                isInString = b != '"';
            }
            else if (b is '{' or '[')
            {
                open.Push(b);
            }
            else if (b == '\\' || (b is '}' or ']' && (!open.TryPop(out var opened) || opened != (b == '}' ? '{' : '['))))
            {
                return false;
            }
            else
            {
                isInString = b == '"';
            }
        }

        return !isInString && open.Count == 0;
    }

    /// <summary>The text with the inside of each record that is an object or array taken out: what is left must be valid by itself.</summary>
    public static byte[] Around(string text, IEnumerable<string> records)
    {
        var around = new StringBuilder();
        var at = 0;
        foreach (var record in records.Where(static record => record[0] is '{' or '['))
        {
            var start = text.IndexOf(record, at, StringComparison.Ordinal);
            around.Append(text, at, start - at).Append(record[0]).Append(record[^1]);
            at = start + record.Length;
        }

        return Encoding.UTF8.GetBytes(around.Append(text, at, text.Length - at).ToString());
    }
}
