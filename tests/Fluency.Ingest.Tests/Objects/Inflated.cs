using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>What came of inflating data.</summary>
sealed record Inflated(InflateResult Result, byte[] Content, int Read = 0, string? Problem = null)
{
    /// <summary>The same verdict, after the same bytes.</summary>
    public bool IsLike(Inflated other) => Result == other.Result && Content.AsSpan().SequenceEqual(other.Content);

    public bool IsWhole(byte[] content, int read) => Result == InflateResult.Ended && Read == read && Content.AsSpan().SequenceEqual(content);

    public override string ToString() => $"{Result} after {Content.Length} bytes, {Read} read {Problem}";
}
