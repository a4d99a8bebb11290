namespace Fluency.Ingest.Soak;

/// <summary>A file that is not done. Records may come before the endpoint's word of how many there are.</summary>
sealed class SoakFile
{
    public int Expected { get; set; }

    public int Arrived { get; set; }
}
