namespace Fluency.Ingest.Testing.S3;

/// <summary>One page of a listing.</summary>
sealed class ListPage
{
    public List<LocalObject> Objects { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    /// <summary>The last name on a page that is not the last: a key, or a common prefix.</summary>
    public string? Next { get; private set; }

    public static ListPage Of(VersionedObjects objects, ListRequest request)
    {
        var page = new ListPage();
        string? last = null;
        foreach (var key in After(objects.SortedKeys, request))
        {
            if (!key.StartsWith(request.Prefix, StringComparison.Ordinal))
            {
                break;
            }

            var version = objects.Newest(key)!;
            var common = CommonPrefix(key, request);
            // Everything below a common prefix that ended the page before was listed with it.
            if (version.IsDeleteMarker || (common is not null && (common == last || common == request.After)))
            {
                continue;
            }

            if (page.Objects.Count + page.CommonPrefixes.Count >= request.MaxKeys)
            {
                page.Next = request.MaxKeys == 0 ? null : last;
                break;
            }

            last = common ?? key;
            if (common is null)
            {
                page.Objects.Add(version);
            }
            else
            {
                page.CommonPrefixes.Add(common);
            }
        }

        return page;
    }

    static string? CommonPrefix(string key, ListRequest request)
    {
        var end = request.Delimiter.Length == 0 ? -1 : key.IndexOf(request.Delimiter, request.Prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + request.Delimiter.Length)];
    }

    static IEnumerable<string> After(string[] sorted, ListRequest request)
    {
        // The first that can match is after "After" and not before the prefix.
        var isAfterPrefix = KeyComparer.Instance.Compare(request.After, request.Prefix) >= 0;
        var from = Array.BinarySearch(sorted, isAfterPrefix ? request.After : request.Prefix, KeyComparer.Instance);
        var start = from < 0 ? ~from : from;
        if (from >= 0 && isAfterPrefix && request.After.Length > 0)
        {
            start++;
        }

        for (var i = start; i < sorted.Length; i++)
        {
            yield return sorted[i];
        }
    }
}
