namespace Fluency.Ingest.Tests.Support;

/// <summary>A folder of a test's own, gone after it.</summary>
sealed class TemporaryDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("fluency-ingest-").FullName;

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(FullPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
