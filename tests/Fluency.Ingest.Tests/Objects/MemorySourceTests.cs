using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class MemorySourceTests
{
    [Fact]
    public async Task MemorySource_Objects_ComeInOrderWithTheirContent()
    {
        var source = new MemorySource([("a", "[1]"u8.ToArray()), ("b", Gzip.Of("[2]")), ("c", Array.Empty<byte>())]);
        var read = new List<(string, byte[])>();

        await foreach (var delivery in source.ReadAsync(new(), TestContext.Current.CancellationToken))
        {
            read.Add((delivery.Id, await delivery.Objects.Single().ReadAllAsync()));
        }

        read.Should().BeEquivalentTo([("memory:a", "[1]"u8.ToArray()), ("memory:b", "[2]"u8.ToArray()), ("memory:c", [])], o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task MemorySource_ReadTwice_GivesTheSameIds()
    {
        var source = new MemorySource("a", "[1]"u8.ToArray());

        (await IdOfAsync(source)).Should().Be(await IdOfAsync(source));
    }

    [Fact]
    public async Task MemorySource_OtherContent_HasAnotherId() =>
        (await IdOfAsync(new MemorySource("a", "[1]"u8.ToArray()))).Should().NotBe(await IdOfAsync(new MemorySource("a", "[2]"u8.ToArray())));

    [Fact]
    public async Task MemorySource_PartOfAnArray_GivesThatPart()
    {
        var source = new MemorySource("a", "xx[1]xx"u8.ToArray().AsMemory(2, 3));

        await foreach (var delivery in source.ReadAsync(new(), TestContext.Current.CancellationToken))
        {
            (await delivery.Objects[0].ReadAllAsync()).Should().Equal("[1]"u8.ToArray());
        }
    }

    [Fact]
    public async Task MemorySource_Drained_EndsWithoutThrowing()
    {
        var deliveries = new MemorySource("a", "[1]"u8.ToArray()).ReadAsync(new(), new CancellationToken(canceled: true));

        await foreach (var delivery in deliveries)
        {
            Assert.Fail($"{delivery.Id} was handed out.");
        }
    }

    static async Task<ObjectId> IdOfAsync(MemorySource source)
    {
        await foreach (var delivery in source.ReadAsync(new(), TestContext.Current.CancellationToken))
        {
            await using var reader = await ObjectReader.OpenAsync(delivery.Objects[0], new(), TimeProvider.System, TestContext.Current.CancellationToken);
            return reader.Id;
        }

        throw new InvalidOperationException("Nothing was handed out.");
    }
}
