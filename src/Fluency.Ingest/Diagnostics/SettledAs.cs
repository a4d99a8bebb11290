namespace Fluency.Ingest.Diagnostics;

/// <summary>How a settlement is called in counters and tags.</summary>
static class SettledAs
{
    public const string Complete = "complete";
    public const string Returned = "returned";
    public const string Rejected = "rejected";
}
