namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Finds the real CloudTrail files, which are not part of the repository.</summary>
static class SharedData
{
    /// <summary>Names their folder; the tests read it too.</summary>
    public const string Variable = "FLUENCY_INGEST_DATA";

    /// <summary>Where they are: in the folder that the variable names, or in <c>shared/data</c> of any folder around the program; else null.</summary>
    public static string? Folder { get; } = Find();

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        return null;
    }
}
