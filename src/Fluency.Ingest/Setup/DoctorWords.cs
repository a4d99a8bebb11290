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
}
