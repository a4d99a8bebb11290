using System.Text;

namespace Fluency.Ingest.Benchmarks.Results;

/// <summary>A table as Markdown writes it.</summary>
sealed class MarkdownTable(params string[] header)
{
    readonly List<string[]> _rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Reads the rows of every table in a text, without their headers.</summary>
    public static IEnumerable<string[]> Read(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var isHeader = i + 1 < lines.Length && IsRule(lines[i + 1]);
            if (lines[i].StartsWith('|') && !isHeader && !IsRule(lines[i]))
            {
                yield return [.. lines[i].Trim().Trim('|').Split('|').Select(static cell => cell.Trim())];
            }
        }
    }

    /// <summary>The first table of a text, as it stands there.</summary>
    public static string First(string text) =>
        string.Join('\n', text.Split('\n').SkipWhile(static line => !line.StartsWith('|')).TakeWhile(static line => line.StartsWith('|'))) + '\n';

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, header);
        // Figures stand under each other; the first column is text.
        Append(text, [.. header.Select(static (_, column) => column == 0 ? "---" : "---:")]);
        _rows.ForEach(row => Append(text, row));
        return text.ToString();
    }

    static bool IsRule(string line) => line.StartsWith("| ---", StringComparison.Ordinal);

    static void Append(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
