namespace QuickStart;

/// <summary>The files that a run writes.</summary>
sealed record Output(string Events, string Quarantine)
{
    /// <summary>Sinks append, so what an earlier run wrote is removed.</summary>
    public static Output Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        var output = new Output(Path.GetFullPath(Path.Combine(folder, "events.ndjson")), Path.GetFullPath(Path.Combine(folder, "quarantine.ndjson")));
        File.Delete(output.Events);
        File.Delete(output.Quarantine);
        return output;
    }
}
