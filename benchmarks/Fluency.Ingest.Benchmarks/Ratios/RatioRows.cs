using Fluency.Ingest.Records;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What is measured against <see cref="Base"/>, and its goals.</summary>
static class RatioRows
{
    /// <summary>Two threads over files against one: the time, not the processor time.</summary>
    public const string Threads = "threads";

    public static Goal ThreadsGoal { get; } = new(1.5, 1.5);

    // Reads of 64 KiB and of 128 KiB agree; this is the record reader's own size.
    public static IRow Base { get; } = new InflateRow("inflate", 128 * 1024);

    /// <summary>What <see cref="Threads"/> runs.</summary>
    public static IRow Split { get; } = new SplitRow("split", "inflate + split + full validation (RFC 8259 and UTF-8, every byte)", new RecordOptions());

    public static IReadOnlyList<(IRow Row, Goal? Goal)> All { get; } =
    [
        (new InflateRow("inflate-64", 64 * 1024), null),
        (new ProofRow(), null),
        (new SplitRow("structure", "inflate + split, structure checked (brackets, strings, commas between records, root closed)", new RecordOptions { Validation = RecordValidation.Structure }), new Goal(0.90, 0.85)),
        (new TokensRow(), null),
        (Split, new Goal(0.60, 0.55)),
        (new PipeRow(), new Goal(0.45, 0.40)),
    ];

    public static IRow Named(string name) =>
        All.Select(static entry => entry.Row).Append(Base).FirstOrDefault(row => row.Name == name)
        ?? throw new ArgumentException($"There is no row '{name}': {string.Join(", ", All.Select(static entry => entry.Row).Append(Base).Select(static row => row.Name))}.");
}
