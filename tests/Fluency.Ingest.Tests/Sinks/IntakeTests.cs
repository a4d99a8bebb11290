using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class IntakeTests
{
    readonly Intake _intake = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Intake_NoReasonAgainstIt_IsOpen() => _intake.WaitUntilOpenAsync(Cancelled).IsCompletedSuccessfully.Should().BeTrue();

    [Fact]
    public async Task Intake_TwoReasons_OpensWithTheLast()
    {
        var (one, other) = (_intake.CreateHold(), _intake.CreateHold());
        one.Set(true);
        other.Set(true);
        var wait = _intake.WaitUntilOpenAsync(Cancelled);

        one.Set(false);
        wait.IsCompleted.Should().BeFalse();
        other.Set(false);

        await wait.WaitAsync(Cancelled);
        _intake.IsOpen.Should().BeTrue();
    }

    [Fact]
    public void Hold_SetAgain_CountsOnce()
    {
        var hold = _intake.CreateHold();
        hold.Set(true);
        hold.Set(true);

        hold.Set(false);
        hold.Set(false);

        _intake.IsOpen.Should().BeTrue();
        hold.Set(true);
        _intake.IsOpen.Should().BeFalse();
    }

    [Fact]
    public async Task Wait_ClosedAgainBeforeItGoesOn_WaitsForTheNextOpening()
    {
        var hold = _intake.CreateHold();
        hold.Set(true);
        var wait = _intake.WaitUntilOpenAsync(Cancelled);

        hold.Set(false);
        hold.Set(true);
        hold.Set(false);

        await wait.WaitAsync(Cancelled);
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        using var drain = new CancellationTokenSource();
        _intake.CreateHold().Set(true);
        var wait = _intake.WaitUntilOpenAsync(drain.Token);

        await drain.CancelAsync();

        await wait.Invoking(w => w).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Wait_ManyHoldsSetAndLiftedAtOnce_MissesNoOpening()
    {
        var holders = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var hold = _intake.CreateHold();
            for (var i = 0; i < 20_000; i++)
            {
                hold.Set(i % 2 == 0);
            }

            hold.Set(false);
        }));
        var waiters = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                await _intake.WaitUntilOpenAsync(Cancelled);
            }
        }));

        await Task.WhenAll([.. holders, .. waiters]).WaitAsync(Cancelled);

        _intake.IsOpen.Should().BeTrue();
    }
}
