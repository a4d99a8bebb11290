using Fluency.Ingest.Records;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What is measured against <see cref="Base"/>, and its goals.</summary>
static class RatioRows
{
    // Reads of 64 KiB and of 128 KiB agree; this is the record reader's own size.
    public static IRow Base { get; } = new InflateRow("inflate", 128 * 1024);

    public static IReadOnlyList<(IRow Row, Goal? Goal)> All { get; } =
    [
        (new InflateRow("inflate-64", 64 * 1024), null),
        (new SplitRow("split", "inflate + split + full validation (RFC 8259 and UTF-8, every byte)", new RecordOptions()), new Goal(0.60, 0.55)),
        (new TokensRow(), null),
        (new PipeRow(), new Goal(0.45, 0.40)),
    ];

    public static IRow Named(string name) =>
        All.Select(static entry => entry.Row).Append(Base).FirstOrDefault(row => row.Name == name)
        ?? throw new ArgumentException($"There is no row '{name}': {string.Join(", ", All.Select(static entry => entry.Row).Append(Base).Select(static row => row.Name))}.");
}
