using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

public sealed class FlowFactTests
{
    static readonly DateTimeOffset Now = WatchedPipe.Start;
    static readonly FlowFact Idle = new(FlowState.Idle, At(-100), "idle");

    [Fact]
    public void Nothing_IsIdle() => FlowFact.Choose(Now, Idle, null, null).Should().Be(Idle);

    [Fact]
    public void FirstThatHolds_Decides() => FlowFact.Choose(Now, Idle, null, Fact(FlowState.Blocked, -10), Fact(FlowState.Flowing, -20))
        .Should().Be(Fact(FlowState.Blocked, -10));

    [Fact]
    public void FirstIsOver_TheNextDecidesSinceThen() => FlowFact.Choose(Now, Idle, Fact(FlowState.Blocked, -30, -5), Fact(FlowState.Flowing, -20))
        .Should().Be(Fact(FlowState.Flowing, -5));

    [Fact]
    public void FirstIsOverForLong_TheNextDecidesSinceItsOwnBeginning() => FlowFact.Choose(Now, Idle, Fact(FlowState.Blocked, -30, -25), Fact(FlowState.Flowing, -20))
        .Should().Be(Fact(FlowState.Flowing, -20));

    [Fact]
    public void AllAreOver_IsIdleSinceTheLastWas() => FlowFact.Choose(Now, Idle, Fact(FlowState.Blocked, -30, -5), Fact(FlowState.Flowing, -20, -1))
        .Should().Be(Idle with { Since = At(-1) });

    [Fact]
    public void EndsNow_IsOver() => FlowFact.Choose(Now, Idle, Fact(FlowState.Flowing, -20, 0)).State.Should().Be(FlowState.Idle);

    static FlowFact Fact(FlowState state, int since, int? until = null) => new(state, At(since), $"{state}", until is { } end ? At(end) : null);

    static DateTimeOffset At(int seconds) => Now.AddSeconds(seconds);
}
