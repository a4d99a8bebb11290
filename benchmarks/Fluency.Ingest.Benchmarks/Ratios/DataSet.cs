namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Files in memory that every row reads, one after another.</summary>
sealed class DataSet
{
    readonly IReadOnlyList<StoredObject> _objects;

    public DataSet(string name, FileSize size, IReadOnlyList<StoredObject> objects)
    {
        Name = name;
        Size = size;
        _objects = objects;
        Records = objects.Sum(static file => file.Records);
        Bytes = objects.Sum(static file => file.ContentBytes);
        RecordBytes = objects.Sum(static file => file.RecordBytes);
        StoredBytes = objects.Sum(static file => (long)file.Stored.Length);
    }

    public string Name { get; }

    /// <summary>Which goals count.</summary>
    public FileSize Size { get; }

    public IReadOnlyList<StoredObject> Objects => _objects;

    public long Records { get; }

    /// <summary>Decompressed bytes: what all speeds are told in.</summary>
    public long Bytes { get; }

    /// <summary>Bytes of the records alone, without what stands around them.</summary>
    public long RecordBytes { get; }

    public long StoredBytes { get; }

    /// <summary>Every file that <paramref name="of"/> divides into <paramref name="part"/>, for threads that share the work.</summary>
    public DataSet Part(int part, int of) => new(Name, Size, [.. _objects.Where((_, index) => index % of == part)]);

    public string Describe() => FormattableString.Invariant(
        $"{Name}: {Objects.Count:N0} files, {Records:N0} records of {RecordBytes / Math.Max(Records, 1):N0} bytes, {Bytes / 1e6:F1} MB, gzip ratio {(double)Bytes / StoredBytes:F1}");
}
