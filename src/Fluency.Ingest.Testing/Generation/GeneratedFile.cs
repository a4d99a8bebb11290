namespace Fluency.Ingest.Testing.Generation;

/// <summary>A file as CloudTrail would have delivered it.</summary>
public sealed class GeneratedFile
{
    internal GeneratedFile(string key, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> content, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        Key = key;
        Bytes = bytes;
        Content = content;
        Records = records;
    }

    /// <summary>The key, by CloudTrail's grammar.</summary>
    public string Key { get; }

    /// <summary>The object's bytes: gzip.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The JSON within: one object with the array <c>Records</c>.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The elements of the array, in order, as they stand in <see cref="Content"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Records { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Key} ({Records.Count} records, {Bytes.Length} bytes)";
}
