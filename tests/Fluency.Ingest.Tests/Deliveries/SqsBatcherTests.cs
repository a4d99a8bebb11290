using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class SqsBatcherTests
{
    [Fact]
    public async Task Batcher_LonelyRequest_IsCalledAtOnce()
    {
        var calls = new HeldCalls();
        var batcher = new SqsBatcher(calls.CallAsync);

        var outcome = batcher.SubmitAsync(new SqsRequest("a"));
        var call = await calls.NextAsync();

        call.Handles.Should().Equal("a");
        call.Answer(SqsOutcome.Gone);
        (await outcome).Should().Be(SqsOutcome.Gone);
    }

    [Fact]
    public async Task Batcher_RequestsDuringACall_ShareTheNext()
    {
        var calls = new HeldCalls();
        var batcher = new SqsBatcher(calls.CallAsync);
        var first = batcher.SubmitAsync(new SqsRequest("a"));
        var call = await calls.NextAsync();
        var others = new[] { batcher.SubmitAsync(new SqsRequest("b")), batcher.SubmitAsync(new SqsRequest("c")) };
        calls.Count.Should().Be(1);

        call.Answer(SqsOutcome.Done);
        await first;
        var next = await calls.NextAsync();
        next.Answer(SqsOutcome.Done);

        next.Handles.Should().Equal("b", "c");
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task Batcher_ManyAtOnce_AreCalledInTensAndNotWithoutBound()
    {
        var calls = new HeldCalls();
        var batcher = new SqsBatcher(calls.CallAsync);
        var outcomes = batcher.Submit([.. Enumerable.Range(0, 795).Select(static i => new SqsRequest($"{i}"))]);
        var held = new List<HeldCall>();
        for (var i = 0; i < 64; i++)
        {
            held.Add(await calls.NextAsync());
        }

        calls.Count.Should().Be(64);
        held.Should().OnlyContain(static call => call.Handles.Count == 10);
        calls.AnswerAll(SqsOutcome.Done, held);
        (await Task.WhenAll(outcomes)).Should().OnlyContain(static outcome => outcome == SqsOutcome.Done).And.HaveCount(795);
        calls.Count.Should().Be(80);
    }

    [Fact]
    public async Task Batcher_EachOutcome_GoesToItsRequest()
    {
        var batcher = new SqsBatcher(static requests =>
            Task.FromResult<IReadOnlyList<SqsOutcome>>([.. requests.Select(static request => request.VisibilitySeconds % 2 == 0 ? SqsOutcome.Done : SqsOutcome.Retry)]));

        var outcomes = await Task.WhenAll(batcher.Submit([.. Enumerable.Range(0, 33).Select(static i => new SqsRequest("h", i))]));

        outcomes.Should().Equal(Enumerable.Range(0, 33).Select(static i => i % 2 == 0 ? SqsOutcome.Done : SqsOutcome.Retry));
    }

    [Fact]
    public async Task Batcher_Idle_OnlyWhenNothingIsLeft()
    {
        var calls = new HeldCalls();
        var batcher = new SqsBatcher(calls.CallAsync);
        batcher.WhenIdleAsync().IsCompleted.Should().BeTrue();
        var outcome = batcher.SubmitAsync(new SqsRequest("a"));
        var call = await calls.NextAsync();
        var idle = batcher.WhenIdleAsync();
        idle.IsCompleted.Should().BeFalse();

        call.Answer(SqsOutcome.Done);

        await idle.WaitAsync(TestContext.Current.CancellationToken);
        outcome.IsCompleted.Should().BeTrue();
    }
}
