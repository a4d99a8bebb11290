using System.Collections.Concurrent;

namespace Fluency.Ingest.Tool;

/// <summary>The limits that files passed, and how <c>decode</c> raises them: failures name an option of the library.</summary>
sealed class PassedLimits
{
    // Where they stand in a configuration; see docs/configuration.md.
    static readonly string[] Known = ["Records:MaxRecordBytes", "Records:MaxDepth", "Objects:MaxDecompressedBytes"];

    // Files fail side by side.
    readonly ConcurrentDictionary<string, bool> _passed = new();

    /// <summary>One for each limit that was passed.</summary>
    public IEnumerable<string> Hints =>
        _passed.Keys.Order(StringComparer.Ordinal).Select(static limit => $"A file passed a limit. It is raised by --set Pipe:{limit}=NUMBER.");

    /// <summary>Takes note of failures, if they are of limits.</summary>
    public void Note(IEnumerable<Failure> failures)
    {
        foreach (var failure in failures.Where(static failure => failure.Cause is FailureCause.TooLarge or FailureCause.TooDeep))
        {
            if (Known.FirstOrDefault(limit => failure.Reason.Contains($"({limit[(limit.IndexOf(':', StringComparison.Ordinal) + 1)..]})", StringComparison.Ordinal)) is { } passed)
            {
                _passed[passed] = true;
            }
        }
    }
}
