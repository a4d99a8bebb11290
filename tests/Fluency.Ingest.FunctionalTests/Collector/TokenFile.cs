namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>A file that holds a token, removed at the end of a test.</summary>
sealed class TokenFile : IDisposable
{
    public TokenFile(string token)
    {
        Path = System.IO.Path.GetTempFileName();
        Write(token);
    }

    public string Path { get; }

    public void Write(string token) => File.WriteAllText(Path, token);

    public void Dispose() => File.Delete(Path);
}
