namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Finds the real CloudTrail files, which are not part of the repository.</summary>
static class SharedData
{
    /// <summary>Where they are: <c>data</c> in the folder that FLUENCY_SHARED names, or <c>shared/data</c> beside the program or any folder around it; else null.</summary>
    public static string? Folder { get; } = Find();

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FLUENCY_SHARED") is { Length: > 0 } named)
        {
            var data = Path.Combine(named, "data");
            return Directory.Exists(data) ? data : null;
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
