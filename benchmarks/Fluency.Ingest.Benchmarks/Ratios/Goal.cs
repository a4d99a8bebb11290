namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>The least share of the base that a row is to reach.</summary>
/// <param name="Large">In files of 20,000 records.</param>
/// <param name="Small">In files of 20 records.</param>
sealed record Goal(double Large, double Small)
{
    public double For(FileSize size) => size == FileSize.Large ? Large : Small;
}
