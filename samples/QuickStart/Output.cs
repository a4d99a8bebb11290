namespace QuickStart;

/// <summary>The files that a run writes.</summary>
sealed record Output(string Events, string Quarantine)
{
    /// <summary>Files that are appended to: what an earlier run wrote may exist nowhere else, since its messages are deleted.</summary>
    public static Output In(string folder)
    {
        Directory.CreateDirectory(folder);
        return new Output(Path.GetFullPath(Path.Combine(folder, "events.ndjson")), Path.GetFullPath(Path.Combine(folder, "quarantine.ndjson")));
    }

    /// <summary>Files without what an earlier run wrote, for records that are made anew each time.</summary>
    public static Output Anew(string folder)
    {
        var output = In(folder);
        File.Delete(output.Events);
        File.Delete(output.Quarantine);
        return output;
    }
}
