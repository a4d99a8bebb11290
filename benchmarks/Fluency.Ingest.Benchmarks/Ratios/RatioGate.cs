using Fluency.Ingest.Benchmarks.Results;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>The least that a build server lets pass.</summary>
sealed class RatioGate
{
    // Two thirds: pairs on shared cores differed by up to a fifth from run to run, and a change that costs a third or more is none that a busy neighbour explains.
    const double Margin = 2.0 / 3;

    readonly IReadOnlyDictionary<(string Row, string Data), double> _recorded =
        ResultsFolder.ReadAny(RatioReport.Name) is { } text ? RatioReport.Read(text) : new Dictionary<(string, string), double>();

    /// <summary>Of the goal, or of what was recorded where that is less; none for rows that have no goal.</summary>
    public double? Floor(Ratio ratio) =>
        ratio.Goal is { } goal ? Margin * Math.Min(goal, _recorded.GetValueOrDefault((ratio.Row, ratio.Data), goal)) : null;

    /// <summary>Says which ratios are below their floor.</summary>
    public IEnumerable<string> Failures(IEnumerable<Ratio> ratios) =>
        ratios.Where(ratio => ratio.Share < Floor(ratio)).Select(ratio => FormattableString.Invariant(
            $"{ratio.Row} on {ratio.Data} files reached {ratio.Share:F3} of inflating alone, the least is {Floor(ratio):F3}: two thirds of {Floor(ratio) / Margin:F3}, which is its goal or what was recorded."));
}
