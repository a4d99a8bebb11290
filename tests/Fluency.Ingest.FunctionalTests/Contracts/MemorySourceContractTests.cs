using Fluency.Ingest.Objects;

namespace Fluency.Ingest.FunctionalTests.Contracts;

public sealed class MemorySourceContractTests : SourceContract
{
    protected override Task<ISource> CreateAsync(IReadOnlyList<(string Name, byte[] Content)> contents) =>
        Task.FromResult<ISource>(new MemorySource([.. contents.Select(content => (content.Name, (ReadOnlyMemory<byte>)content.Content))]));
}
