using Fluency.Ingest.FunctionalTests.Support;

namespace Fluency.Ingest.FunctionalTests.Contracts;

public sealed class OffsetLogContractTests : SourceContract
{
    protected override Task<ISource> CreateAsync(IReadOnlyList<(string Name, byte[] Content)> contents) =>
        Task.FromResult<ISource>(new FakeOffsetLog(contents));
}
