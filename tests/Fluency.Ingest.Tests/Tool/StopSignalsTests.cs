using Fluency.Ingest.Tool;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class StopSignalsTests : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();
    readonly StopSignals _signals;

    public StopSignalsTests() => _signals = new StopSignals(_time);

    public void Dispose() => _signals.Dispose();

    [Fact]
    public void Second_AtOnceWithTheFirst_IsTheSame()
    {
        _signals.Receive().Should().BeTrue();
        _time.Advance(Second - TimeSpan.FromTicks(1));

        _signals.Receive().Should().BeTrue();

        (_signals.Drain.IsCancellationRequested, _signals.Abort.IsCancellationRequested).Should().Be((true, false), "timeout(1) signals the process and then its group");
    }

    [Fact]
    public void Second_ASecondLater_Aborts()
    {
        _signals.Receive();
        _signals.Receive();
        _time.Advance(Second);

        _signals.Receive().Should().BeTrue();

        _signals.Abort.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void Third_ASecondLater_IsLeftToTheSystem()
    {
        _signals.Receive();
        _time.Advance(Second);
        _signals.Receive();

        _signals.Receive().Should().BeTrue("the second one came twice too");
        _time.Advance(Second);
        _signals.Receive().Should().BeFalse();
    }
}
