using System.Globalization;
using Fluency.Ingest.Benchmarks.Results;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Writes ratios as a line, and as the tables that are kept; and reads those.</summary>
static class RatioReport
{
    /// <summary>What the kept file is called.</summary>
    public const string Name = "ratios";

    const string NotMeasured = "not measured";

    public static string Line(Ratio ratio) => string.Create(
        CultureInfo.InvariantCulture,
        $"  {ratio.Row,-15} {ratio.Share:F3} ({ratio.Spread.Low:F3}-{ratio.Spread.High:F3}) goal {ratio.Goal,-4:F2} {ratio.Verdict,-6} {ratio.MegabytesPerSecond,6:F0} MB/s {ratio.NanosecondsPerRecord,6:F0} ns/record {ratio.AllocatedPerRecord,7:F1} B/record");

    /// <summary>The table of goals, then all figures.</summary>
    public static string Text(IReadOnlyList<DataSet> data, IReadOnlyList<Ratio> ratios) =>
        $"""
        # Shares of inflating alone

        {Machine.Describe()}

        {Summary(data, ratios)}
        Each share is the median of pairs: the base's processor time divided by the row's, measured directly one after the other. Two threads against one are compared by time.

        {string.Join('\n', data.Select(static set => "- " + set.Describe()))}

        {Details(ratios)}
        """.ReplaceLineEndings("\n");

    /// <summary>The table with a column for each data set.</summary>
    public static MarkdownTable Summary(IReadOnlyList<DataSet> data, IReadOnlyList<Ratio> ratios)
    {
        var table = new MarkdownTable(["what", .. data.Select(static set => $"{set.Name} files"), "goal, files of 20,000 records / of 20"]);
        foreach (var (row, goal) in RatioRows.All)
        {
            Add(row.Name, row.What, goal);
        }

        Add(RatioRows.Threads, ThreadMeasure.What, RatioRows.ThreadsGoal);
        return table;

        void Add(string row, string what, Goal? goal)
        {
            var cells = data.Select(set => ratios.FirstOrDefault(ratio => ratio.Row == row && ratio.Data == set.Name) is { } ratio ? Cell(ratio) : NotMeasured);
            table.Add([what, .. cells, goal is null ? "" : Number(goal.Large, "F2") + " / " + Number(goal.Small, "F2")]);
        }
    }

    /// <summary>Reads what was kept: the share of each row on each data set.</summary>
    public static IReadOnlyDictionary<(string Row, string Data), double> Read(string text) =>
        MarkdownTable.Read(text)
            .Where(static cells => cells.Length == DetailColumns.Length)
            .ToDictionary(static cells => (cells[0], cells[1]), static cells => double.Parse(cells[2], CultureInfo.InvariantCulture));

    static readonly string[] DetailColumns = ["row", "data", "share", "half of the pairs", "goal", "verdict", "MB/s", "ns/record", "B/record"];

    static MarkdownTable Details(IReadOnlyList<Ratio> ratios)
    {
        var table = new MarkdownTable(DetailColumns);
        foreach (var ratio in ratios)
        {
            table.Add(
                ratio.Row,
                ratio.Data,
                Number(ratio.Share, "F3"),
                Number(ratio.Spread.Low, "F3") + " to " + Number(ratio.Spread.High, "F3"),
                ratio.Goal is { } goal ? Number(goal, "F2") : "",
                ratio.Verdict,
                Number(ratio.MegabytesPerSecond, "N0"),
                Number(ratio.NanosecondsPerRecord, "N0"),
                Number(ratio.AllocatedPerRecord, "N1"));
        }

        return table;
    }

    static string Cell(Ratio ratio) => Number(ratio.Share, "F2") + (ratio.Goal is null ? "" : ratio.IsMissed ? " (missed)" : " (met)");

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
