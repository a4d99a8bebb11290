using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Fluency.Ingest.Benchmarks.Results;

/// <summary>The figures that are kept with the source: a folder for each processor, a file for each measuring, and what they were measured with.</summary>
static partial class ResultsFolder
{
    const string Versions = "Versions.txt";

    /// <summary>The folder of this machine's processor, such as <c>amd-epyc</c>.</summary>
    public static string OfThisMachine => Path.Combine(All, NotInName().Replace(Machine.Processor.ToLowerInvariant(), "-").Trim('-'));

    /// <summary>The folders of all processors on which the shares were measured; first the one with the most measurings.</summary>
    public static IReadOnlyList<string> Processors { get; } =
    [
        .. Directory.GetDirectories(All).Where(static folder => Read(folder, "ratios") is not null)
            .OrderByDescending(static folder => Directory.GetFiles(folder, "*.md").Length).ThenBy(static folder => folder, StringComparer.Ordinal),
    ];

    static string All => Path.Combine(Repository, "benchmarks", "results");

    static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The program does not lie in the repository, so there is no place for results.");
            }

            return folder.FullName;
        }
    }

    public static string Readme => Path.Combine(Repository, "README.md");

    /// <summary>Keeps a measuring's text, and what it was measured with.</summary>
    /// <param name="name">Of the measuring.</param>
    /// <param name="text">Begins with a heading; the first table in it goes to the README.</param>
    public static void Write(string name, string text)
    {
        var folder = Directory.CreateDirectory(OfThisMachine).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".md"), text);
        File.WriteAllText(
            Path.Combine(folder, Versions),
            $"processor: {Machine.Processor}, {Environment.ProcessorCount} of them\nruntime: {RuntimeInformation.FrameworkDescription}\nsystem: {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}\n");
        Console.WriteLine($"written to {Path.GetRelativePath(Repository, folder)}/{name}.md");
    }

    /// <summary>Reads a measuring's text; null if there is none.</summary>
    /// <param name="folder">Of a processor.</param>
    /// <param name="name">Of the measuring.</param>
    public static string? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".md");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Reads it as it was recorded on this processor or, if it never was, on any.</summary>
    public static string? ReadAny(string name) =>
        Read(OfThisMachine, name) ?? (Directory.Exists(All) ? Directory.EnumerateFiles(All, name + ".md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText).FirstOrDefault() : null);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInName();
}
