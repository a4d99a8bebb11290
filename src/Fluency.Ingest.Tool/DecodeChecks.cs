using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Setup;

namespace Fluency.Ingest.Tool;

/// <summary>What is wrong with the arguments of <c>decode</c>, before anything is read.</summary>
static class DecodeChecks
{
    static readonly string[] Options = ["--processors", "--sink", "--quarantine", "--stats", "--set", "--help"];

    public static IEnumerable<string> Of(DecodeArguments arguments, ComponentCatalog catalog)
    {
        // First and alone: what stands behind a mistyped option is its value, and no path.
        List<string> errors = [.. NoOptions(arguments.Paths)];
        return errors.Count > 0 ? errors : [.. Paths(arguments), .. Outputs(arguments), .. Processors(arguments, catalog)];
    }

    static IEnumerable<string> NoOptions(IEnumerable<string> paths) => paths
        .Where(static path => path.Length > 1 && path[0] == '-' && !IsThere(path))
        .Select(static path => $"'{path}' is neither an option nor a file that exists.{NearestName.Ask(path, Options)}");

    static IEnumerable<string> Paths(DecodeArguments arguments) => arguments switch
    {
        { ReadsInput: false } => arguments.Paths.Where(static path => !IsThere(path)).Select(static path => $"PATH is '{path}' but must be a file or a folder that exists, or there is nothing to read."),
        { Paths.Count: > 1 } => ["PATH names standard input (-) beside others, but it must stand alone: it has no place in the order of paths."],
        _ => [],
    };

    static IEnumerable<string> Outputs(DecodeArguments arguments)
    {
        if (arguments.Sink.File is { } sink && IsRead(arguments, sink))
        {
            yield return $"--sink is '{sink}' but must not be a file that is read, or records would be appended to the log file itself.";
        }

        if (arguments.Quarantine.FullPath is { } kept && IsRead(arguments, kept))
        {
            yield return $"--quarantine is '{kept}' but must not be a file that is read, or its entries would be appended to the log file itself.";
        }

        if (arguments.Quarantine.FullPath is { } one && arguments.Sink.File is { } other && one == Path.GetFullPath(other))
        {
            yield return $"--quarantine is '{one}', the file of --sink, but must be another one or none: records and entries are not the same, and a file has one writer.";
        }

        if (StatisticsFile.ErrorOf(arguments.Statistics) is { } error)
        {
            yield return error;
        }

        if (Directory.Exists(arguments.Quarantine.FullPath))
        {
            yield return $"--quarantine is '{arguments.Quarantine.FullPath}', a folder, but must be a file or none.";
        }
        else if (!arguments.Quarantine.IsDefault && arguments.Quarantine.Examine().Any(static finding => finding.Result == DoctorResult.Problem))
        {
            // The default need not be of use: whoever reads good files in a folder that he may not write never misses it.
            yield return $"--quarantine is '{arguments.Quarantine.FullPath}' but must be a file that may be written, in a folder that exists or can be made, or none: else the run would end where the first entry is to be kept.";
        }
    }

    static IEnumerable<string> Processors(DecodeArguments arguments, ComponentCatalog catalog)
    {
        foreach (var name in arguments.Processors.Where(name => !catalog.ProcessorNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"--processors is '{name}' but no processor has that name.{NearestName.Ask(name, catalog.ProcessorNames)} Known: {string.Join(", ", catalog.ProcessorNames)}.";
        }
    }

    static bool IsThere(string path) => File.Exists(path) || Directory.Exists(path);

    static bool IsRead(DecodeArguments arguments, string file) =>
        arguments.Paths.Any(path => File.Exists(path) && RealPath.Of(path) == RealPath.Of(file));
}
