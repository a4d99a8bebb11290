using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class RecentMemoryTests
{
    [Fact]
    public void TryGet_Remembered_GivesTheLatestValue()
    {
        var memory = new RecentMemory<string, int>(2);
        memory.Remember("a", 1);
        memory.Remember("a", 2);

        memory.TryGet("a", out var value).Should().BeTrue();
        value.Should().Be(2);
    }

    [Fact]
    public void Remember_BeyondTheCapacity_ForgetsTheOldest()
    {
        var memory = new RecentMemory<string, int>(2);
        memory.Remember("a", 1);
        memory.Remember("b", 2);
        memory.Remember("c", 3);

        memory.TryGet("a", out _).Should().BeFalse();
        memory.TryGet("c", out _).Should().BeTrue();
    }

    [Fact]
    public void Remember_OneThatComesAndGoes_CrowdsOutNobody()
    {
        var memory = new RecentMemory<string, int>(2);
        memory.Remember("stays", 1);
        for (var turn = 0; turn < 3; turn++)
        {
            memory.Remember("flaps", turn);
            memory.Forget("flaps");
        }

        memory.TryGet("stays", out _).Should().BeTrue();
    }

    [Fact]
    public void Merge_Remembered_GivesWhatBecomesOfBoth()
    {
        var memory = new RecentMemory<string, int>(2);

        memory.Merge("a", 1, static (before, now) => before + now).Should().Be(1);
        memory.Merge("a", 2, static (before, now) => before + now).Should().Be(3);
        memory.TryGet("a", out var value).Should().BeTrue();
        value.Should().Be(3);
    }

    [Fact]
    public void Forget_Remembered_IsGone()
    {
        var memory = new RecentMemory<string, int>(2);
        memory.Remember("a", 1);
        memory.Forget("a");

        memory.TryGet("a", out _).Should().BeFalse();
    }
}
