using System.IO.Compression;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Testing.Generation;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>The files that ratios are measured on: generated ones, and real ones where they are at hand.</summary>
static class DataSets
{
    const int LargeRecords = 20_000;
    const int SmallRecords = 20;

    // 200 MB and 100 MB of JSON: a tenth of a second of inflating, far above what a clock or an interrupt disturbs, and beyond any cache.
    const int LargeFiles = 6;
    const int SmallFiles = 3_000;

    // The real files are 4 MB of JSON.
    const int RealRepeats = 20;
    const int RealLargeFiles = 4;

    public static IReadOnlyList<string> Names { get; } = ["large", "small", "real-large", "real"];

    /// <summary>Makes one of the <see cref="Names"/>; null where the real files are not at hand.</summary>
    public static async Task<DataSet?> CreateAsync(string name) => name switch
    {
        "large" => new DataSet(name, FileSize.Large, Generate(LargeFiles, LargeRecords)),
        "small" => new DataSet(name, FileSize.Small, Generate(SmallFiles, SmallRecords)),
        "real" => await ReadRealAsync() is { } files ? new DataSet(name, FileSize.Small, [.. Enumerable.Repeat(files.Select(static file => file.Object), RealRepeats).SelectMany(static file => file)]) : null,
        "real-large" => await ReadRealAsync() is { } files ? new DataSet(name, FileSize.Large, Concatenate([.. files.SelectMany(static file => file.Records)])) : null,
        _ => throw new ArgumentException($"There is no data set '{name}': {string.Join(", ", Names)}."),
    };

    static List<StoredObject> Generate(int files, int records) =>
        [.. Enumerable.Range(0, files).Select(number =>
        {
            var file = new CloudTrailGenerator(number).File(records);
            return new StoredObject($"{number:D6}.json.gz", file.Bytes, records, file.Content.Length, file.Records.Sum(static record => (long)record.Length));
        })];

    static async Task<List<(StoredObject Object, List<byte[]> Records)>?> ReadRealAsync()
    {
        if (SharedData.Folder is not { } folder)
        {
            return null;
        }

        var files = new List<(StoredObject, List<byte[]>)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var stored = await File.ReadAllBytesAsync(path);
            if (await RecordsAsync(stored) is { } read)
            {
                var name = Path.GetRelativePath(folder, path);
                files.Add((new StoredObject(name, stored, read.Records.Count, read.ContentBytes, read.Records.Sum(static record => (long)record.Length)), read.Records));
            }
        }

        return files;
    }

    static async Task<(List<byte[]> Records, long ContentBytes)?> RecordsAsync(byte[] stored)
    {
        try
        {
            await using var source = await ObjectReader.OpenAsync(new StoredObject("real", stored, 0, 0, 0), new ObjectOptions(), TimeProvider.System, CancellationToken.None);
            using var reader = new RecordReader(source, new RecordOptions());
            var records = new List<byte[]>();
            while (await reader.FillAsync(CancellationToken.None))
            {
                while (reader.TryRead(out var record))
                {
                    records.Add(record.ToArray());
                }
            }

            return (records, source.BytesDecompressed);
        }
        catch (IngestException)
        {
            // A digest, which holds no records.
            return null;
        }
    }

    static List<StoredObject> Concatenate(List<byte[]> records) =>
        [.. Enumerable.Range(0, RealLargeFiles).Select(number =>
        {
            var recordBytes = 0L;
            var content = new MemoryStream();
            content.Write("{\"Records\":["u8);
            for (var i = 0; i < LargeRecords; i++)
            {
                content.Write(i == 0 ? ""u8 : ","u8);
                var record = records[((number * LargeRecords) + i) % records.Count];
                content.Write(record);
                recordBytes += record.Length;
            }

            content.Write("]}"u8);
            return new StoredObject($"{number:D6}.json.gz", Compress(content), LargeRecords, content.Length, recordBytes);
        })];

    static byte[] Compress(MemoryStream content)
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Optimal))
        {
            content.WriteTo(gzip);
        }

        return stored.ToArray();
    }
}
