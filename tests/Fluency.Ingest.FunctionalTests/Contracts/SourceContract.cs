using System.Text;
using Fluency.Ingest.FunctionalTests.Support;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Contracts;

/// <summary>What every source keeps to. Each source has a class of its own that derives from this one.</summary>
public abstract class SourceContract : IAsyncDisposable
{
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A source with one delivery for each content, in their order.</summary>
    protected abstract Task<ISource> CreateAsync(IReadOnlyList<(string Name, byte[] Content)> contents);

    [Fact]
    public async Task ReadAsync_SeveralContents_HandsOutEachInTheOrderOfArrival()
    {
        var source = await CreateAsync(Contents(3));

        var texts = new List<string>();
        await foreach (var delivery in source.ReadAsync(new SourceReadOptions { UntilEmpty = true }, Cancelled))
        {
            delivery.Id.Should().NotBeNullOrEmpty();
            delivery.Attempt.Should().Be(1);
            delivery.Problem.Should().BeNull();
            delivery.LeaseLost.IsCancellationRequested.Should().BeFalse();
            texts.Add(await TextOfAsync(delivery.Objects.Should().ContainSingle().Which));
            await delivery.SettleAsync(Disposition.Complete, Cancelled);
        }

        texts.Should().Equal(Contents(3).Select(content => Encoding.UTF8.GetString(content.Content)));
    }

    [Fact]
    public async Task ReadAsync_Nothing_EndsAtOnce()
    {
        var source = await CreateAsync([]);

        (await source.ReadAsync(new SourceReadOptions { UntilEmpty = true }, Cancelled).ToListAsync(Cancelled)).Should().BeEmpty();
    }

    [Fact]
    public async Task OpenAsync_FromAnOffset_GivesTheRestOfTheSameContent()
    {
        await using var first = await FirstAsync(Contents(1));
        var sourceObject = first.Delivery.Objects[0];
        await using var whole = await sourceObject.OpenAsync(cancellationToken: Cancelled);
        await using var rest = await sourceObject.OpenAsync(5, whole.ETag, Cancelled);

        rest.ETag.Should().Be(whole.ETag);
        rest.Length.Should().Be(whole.Length - 5);
        (await TextOfAsync(rest)).Should().Be((await TextOfAsync(whole))[5..]);
    }

    [Fact]
    public async Task OpenAsync_AnotherContentExpected_IsRefused()
    {
        await using var first = await FirstAsync(Contents(1));

        await first.Delivery.Objects[0].Awaiting(o => o.OpenAsync(5, "0123456789abcdef0123456789abcdef", Cancelled).AsTask())
            .Should().ThrowAsync<IngestException>();
    }

    [Fact]
    public async Task DrainToken_Fired_EndsTheEnumerationAndLeavesWhatWasHandedOut()
    {
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var source = await CreateAsync(Contents(3));
        await using var deliveries = source.ReadAsync(new SourceReadOptions(), drain.Token).GetAsyncEnumerator(Cancelled);
        (await deliveries.MoveNextAsync()).Should().BeTrue();
        var handedOut = deliveries.Current;

        await drain.CancelAsync();

        (await deliveries.MoveNextAsync()).Should().BeFalse();
        (await TextOfAsync(handedOut.Objects[0])).Should().NotBeEmpty();
        await handedOut.SettleAsync(Disposition.Complete, Cancelled);
    }

    [Fact]
    public async Task Settle_Returned_ComesAgainWithAHigherAttemptIfItCan()
    {
        var source = await CreateAsync(Contents(1));

        var attempts = new List<int>();
        var canReturn = false;
        await foreach (var delivery in source.ReadAsync(new SourceReadOptions { UntilEmpty = true }, Cancelled))
        {
            attempts.Add(delivery.Attempt);
            canReturn = delivery.CanReturn;
            await delivery.SettleAsync(attempts.Count == 1 ? Disposition.Return(TimeSpan.Zero) : Disposition.Complete, Cancelled);
        }

        attempts.Should().Equal(canReturn ? [1, 2] : [1]);
    }

    [Fact]
    public async Task Pipe_OverTheSource_DeliversEveryRecordInOrderAndIsDone()
    {
        var records = new List<string>();
        var sink = new DelegateSink((batch, _) =>
        {
            records.AddRange(batch.Select(record => Encoding.UTF8.GetString(record.Raw)));
            return ValueTask.CompletedTask;
        });
        await using var pipe = Pipe.CreateBuilder("contract").From(await CreateAsync(Contents(25))).Route(route => route.To(sink)).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        records.Should().Equal(Enumerable.Range(0, 25).SelectMany(file => Enumerable.Range(0, 3).Select(n => $"{{\"file\":{file},\"n\":{n}}}")));
        done.Messages.Should().BeEquivalentTo(new { Received = 25, Complete = 25, Returned = 0, Rejected = 0 });
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    static List<(string Name, byte[] Content)> Contents(int count) =>
        [.. Enumerable.Range(0, count).Select(file => ($"{file:d4}.json", Encoding.UTF8.GetBytes(
            $"{{\"Records\":[{string.Join(',', Enumerable.Range(0, 3).Select(n => $"{{\"file\":{file},\"n\":{n}}}"))}]}}")))];

    static async Task<string> TextOfAsync(ISourceObject sourceObject)
    {
        await using var content = await sourceObject.OpenAsync(cancellationToken: Cancelled);
        return await TextOfAsync(content);
    }

    static async Task<string> TextOfAsync(ObjectContent content)
    {
        using var reader = new StreamReader(content.Body);
        return await reader.ReadToEndAsync(Cancelled);
    }

    async Task<FirstDelivery> FirstAsync(IReadOnlyList<(string Name, byte[] Content)> contents)
    {
        var source = await CreateAsync(contents);
        var deliveries = source.ReadAsync(new SourceReadOptions(), Cancelled).GetAsyncEnumerator(Cancelled);
        (await deliveries.MoveNextAsync()).Should().BeTrue();
        return new FirstDelivery(deliveries);
    }
}
