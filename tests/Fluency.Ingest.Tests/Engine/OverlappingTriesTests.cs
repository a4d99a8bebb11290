using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A message whose lease was lost may come again while its first try is still in work: both tries end, and they know of each other.</summary>
public sealed class OverlappingTriesTests
{
    readonly FakeQueue _queue = new();
    readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CollectingSink _slow;
    readonly CollectingSink _quick = new();

    public OverlappingTriesTests() => _slow = new CollectingSink { MaxConcurrentWrites = 3, BeforeWrite = (_, _, token) => _release.Task.WaitAsync(token) };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BothTriesComplete_RecordsAreCountedOnce()
    {
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder().Route(route => route.To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _slow.Writes == 1);

        _queue.HandOutAgain(delivery);
        await Until.TrueAsync(() => _slow.Writes == 2);
        _release.SetResult();

        var done = await run;
        done.Messages.Complete.Should().Be(2);
        done.Objects.Read.Should().Be(1);
        done.Records.Read.Should().Be(3);
        done.Records.Delivered.Should().Be(3);
        _slow.Records.Should().HaveCount(6, "nobody knew that they were durable when the second try read them");
    }

    [Fact]
    public async Task FirstTryIsDurableInOneSink_SecondSendsNothingThereAgain()
    {
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder().Route(route => route.To(_quick, "quick").To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _quick.Writes == 1);

        // The first write is over when the next one begins.
        _queue.Add("2", Some.Object("b", 1));
        await Until.TrueAsync(() => _quick.Writes == 2 && _slow.Writes == 2);
        _queue.HandOutAgain(delivery);
        await Until.TrueAsync(() => _slow.Writes == 3);
        _release.SetResult();

        (await run).Records.Delivered.Should().Be(4);
        _quick.Records.Should().HaveCount(4);
        _slow.Records.Should().HaveCount(7);
    }

    [Fact]
    public async Task AnotherDeliveryOfTheSameObject_IsWholeAndCountedByItself()
    {
        var source = Some.Object("a", 3);
        _queue.Add("1", source);
        await using var pipe = Builder().Route(route => route.To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _slow.Writes == 1);

        _queue.Add("2", source);
        await Until.TrueAsync(() => _slow.Writes == 2);
        _release.SetResult();

        (await run).Records.Delivered.Should().Be(6, "who tells of an object anew wants it anew");
    }

    PipeBuilder Builder() => Pipe.CreateBuilder("test").From(_queue);
}
