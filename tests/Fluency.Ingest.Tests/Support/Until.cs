using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Waits for a state without a pause.</summary>
static class Until
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // Far more than any of these states is away, so that one that never comes fails its test instead of hanging it.
    const int MostTurns = 10_000_000;

    const int YieldsPerStep = 20;

    /// <summary>Waits until a condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var turn = 0; !condition(); turn++)
        {
            Assert.True(turn < MostTurns, "What the test waits for does not come.");
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass, step by step, until a condition holds.</summary>
    public static async Task TrueAsync(FakeTimeProvider time, TimeSpan step, Func<bool> condition)
    {
        for (var turn = 0; !condition(); turn++)
        {
            Assert.True(turn < MostTurns, "What the test waits for does not come.");
            Cancelled.ThrowIfCancellationRequested();
            time.Advance(step);

            // A busy machine keeps a thread that works waiting for tens of milliseconds: without this, half a day would pass meanwhile, and with it what is waited for that long.
            for (var i = 0; i < YieldsPerStep; i++)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Gives everything that could go on the time to do so, to show that it does not.</summary>
    public static async Task QuietAsync()
    {
        for (var turn = 0; turn < 2_000; turn++)
        {
            await Task.Yield();
        }
    }
}
