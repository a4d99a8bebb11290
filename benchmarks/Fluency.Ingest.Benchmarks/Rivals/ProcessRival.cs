using System.Diagnostics;
using System.Globalization;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>A program that writes one record a line, where it is installed; its start is part of the time.</summary>
/// <param name="name">In the table.</param>
/// <param name="program">What must be on the path.</param>
/// <param name="command">Of the shell; the folder is its first argument.</param>
sealed class ProcessRival(string name, string program, string command) : IFolderRival
{
    public static IReadOnlyList<ProcessRival> All { get; } =
    [
        // Counted by wc, which needs a hundredth of their time.
        new("`zcat` and `jq -c .Records[]`", "jq", "find \"$1\" -name '*.json.gz' -print0 | xargs -0 cat | zcat | jq -c '.Records[]' | wc -lc"),
        new(
            "`python3`, `json.load` + `json.dumps`",
            "python3",
            """
            python3 -c '
            import glob, gzip, json, sys
            for path in sorted(glob.glob(sys.argv[1] + "/*.json.gz")):
                with gzip.open(path) as file:
                    for record in json.load(file)["Records"]:
                        sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            ' "$1" | wc -lc
            """),
    ];

    public string Name => name;

    public bool IsHere =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    // Numbers and escapes come out otherwise.
    public bool KeepsBytes => false;

    public async Task<Tally> ReadAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command, "sh", folder]) { RedirectStandardOutput = true, Environment = { ["PYTHONIOENCODING"] = "utf-8" } })!;
        var counts = (await process.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync();
        var lines = long.Parse(counts[0], CultureInfo.InvariantCulture);

        // Each line's end is none of the record's bytes.
        return new Tally(lines, long.Parse(counts[1], CultureInfo.InvariantCulture) - lines);
    }
}
