using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Finds the real CloudTrail files that tests run on, which are not part of the repository.</summary>
static class RealData
{
    const string Variable = "FLUENCY_INGEST_DATA";

    /// <summary>All files, in ordinal order. Where they are absent the test is skipped, or fails on a build server.</summary>
    public static IReadOnlyList<string> Files()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? Beside(AppContext.BaseDirectory);
        if (Directory.Exists(folder))
        {
            return [.. Directory.EnumerateFiles(folder, "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"No real data: set {Variable} to a folder of CloudTrail files.");
        throw new InvalidOperationException($"A build server must have the real data; set {Variable} to their folder.");
    }

    static string? Beside(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared", "data", "cloudtrail");
            }
        }

        return null;
    }
}
