namespace Fluency.Ingest.Setup;

/// <summary>How results are called, for people and programs.</summary>
static class DoctorWords
{
    public static string Of(DoctorResult result) => result switch
    {
        DoctorResult.Ok => "ok",
        DoctorResult.Skipped => "skipped",
        DoctorResult.Warning => "warning",
        _ => "problem",
    };

    /// <summary>A time as people say it: <c>4 days</c>, <c>1 hour 30 minutes</c>.</summary>
    public static string Of(TimeSpan time)
    {
        var parts = new[] { (time.Days, "day"), (time.Hours, "hour"), (time.Minutes, "minute"), (time.Seconds, "second") }.Where(static part => part.Item1 > 0).ToList();
        return parts.Count == 0 ? "0 seconds" : string.Join(' ', parts.Select(static part => $"{part.Item1} {part.Item2}{(part.Item1 == 1 ? "" : "s")}"));
    }
}
