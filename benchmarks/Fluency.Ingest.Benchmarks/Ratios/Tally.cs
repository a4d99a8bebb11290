namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What a row found, so that one that is fast because it does less is seen.</summary>
/// <param name="Records">How many records; none where a row does not look for them.</param>
/// <param name="Bytes">How many bytes, of the kind that the row says.</param>
readonly record struct Tally(long Records, long Bytes)
{
    public static Tally operator +(Tally a, Tally b) => new(a.Records + b.Records, a.Bytes + b.Bytes);
}
