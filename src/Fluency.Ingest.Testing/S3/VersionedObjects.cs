namespace Fluency.Ingest.Testing.S3;

/// <summary>The objects of one bucket with their versions, newest first. Not thread-safe.</summary>
sealed class VersionedObjects
{
    readonly Dictionary<string, List<LocalObject>> _versions = new(StringComparer.Ordinal);
    string[]? _sortedKeys;

    public bool IsEmpty => _versions.Count == 0;

    /// <summary>All keys, also those whose newest version is a delete marker, in the order of listings.</summary>
    public string[] SortedKeys
    {
        get
        {
            if (_sortedKeys is null)
            {
                _sortedKeys = [.. _versions.Keys];
                Array.Sort(_sortedKeys, KeyComparer.Instance);
            }

            return _sortedKeys;
        }
    }

    /// <summary>The newest version, which may be a delete marker.</summary>
    public LocalObject? Newest(string key) => _versions.TryGetValue(key, out var versions) ? versions[0] : null;

    /// <summary>A version by its id; "null" is the one that was written without versioning.</summary>
    public LocalObject? Version(string key, string versionId)
        => _versions.GetValueOrDefault(key)?.Find(version => (version.VersionId ?? "null") == versionId);

    public IReadOnlyList<LocalObject> Versions(string key) => _versions.GetValueOrDefault(key) ?? [];

    public void Add(LocalObject version)
    {
        if (!_versions.TryGetValue(version.Key, out var versions))
        {
            _versions.Add(version.Key, versions = []);
            _sortedKeys = null;
        }

        // There is never more than one version without an id.
        versions.RemoveAll(other => other.VersionId == version.VersionId);
        versions.Insert(0, version);
    }

    public void Remove(LocalObject version)
    {
        var versions = _versions[version.Key];
        versions.Remove(version);
        if (versions.Count == 0)
        {
            _versions.Remove(version.Key);
            _sortedKeys = null;
        }
    }
}
