namespace Fluency.Ingest.Testing.Http;

/// <summary>The path and the query as they came, decoded by S3's rules: no merging of slashes, no dot segments, "+" is a plus.</summary>
sealed class RequestTarget
{
    readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    public RequestTarget(string rawTarget)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        RawPath = question < 0 ? rawTarget : rawTarget[..question];
        RawQuery = question < 0 ? "" : rawTarget[(question + 1)..];
        var path = RawPath.AsSpan(RawPath.StartsWith('/') ? 1 : 0);
        var slash = path.IndexOf('/');
        Bucket = Uri.UnescapeDataString(slash < 0 ? path : path[..slash]);
        Key = slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
        foreach (var pair in RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            _query[Uri.UnescapeDataString(name)] = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
        }
    }

    public string RawPath { get; }

    public string RawQuery { get; }

    /// <summary>The first segment, or empty.</summary>
    public string Bucket { get; }

    /// <summary>All that follows the first segment's slash, or empty.</summary>
    public string Key { get; }

    public bool Has(string name) => _query.ContainsKey(name);

    public string? Query(string name) => _query.GetValueOrDefault(name);
}
