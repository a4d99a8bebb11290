using Fluency.Ingest.Objects;

namespace Fluency.Ingest.FunctionalTests.Contracts;

public sealed class FileSourceContractTests : SourceContract
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }

    protected override async Task<ISource> CreateAsync(IReadOnlyList<(string Name, byte[] Content)> contents)
    {
        foreach (var (name, content) in contents)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, name), content, Cancelled);
        }

        return new FileSource(new FileSourceOptions { Paths = { _folder.FullName } });
    }
}
