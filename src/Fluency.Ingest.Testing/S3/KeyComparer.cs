namespace Fluency.Ingest.Testing.S3;

/// <summary>The order of S3's listings: that of the keys' UTF-8 bytes, which differs from that of UTF-16 where there are surrogates.</summary>
sealed class KeyComparer : IComparer<string>
{
    public static readonly KeyComparer Instance = new();

    public int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x!.Length || common == y!.Length)
        {
            return x.Length.CompareTo(y!.Length);
        }

        return Rank(x[common]).CompareTo(Rank(y[common]));
    }

    // Surrogates stand for code points beyond all others, so they go behind U+E000 to U+FFFF.
    static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
