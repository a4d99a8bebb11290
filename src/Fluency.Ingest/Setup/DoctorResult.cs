namespace Fluency.Ingest.Setup;

/// <summary>What came of a check.</summary>
enum DoctorResult
{
    Ok = 0,

    /// <summary>Was not tried, or says nothing: something else is missing first, or there is nothing to look at.</summary>
    Skipped,

    /// <summary>Work goes on without it, but less well.</summary>
    Warning,

    /// <summary>Nothing, or not all, is collected.</summary>
    Problem,
}
