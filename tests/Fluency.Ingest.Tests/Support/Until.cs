using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Waits for a state without a pause.</summary>
static class Until
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Waits until a condition holds.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass, step by step, until a condition holds.</summary>
    public static Task TrueAsync(FakeTimeProvider time, TimeSpan step, Func<bool> condition) => TrueAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        time.Advance(step);
        return false;
    });

    /// <summary>Gives everything that could go on the time to do so, to show that it does not.</summary>
    public static async Task QuietAsync()
    {
        for (var turn = 0; turn < 2_000; turn++)
        {
            await Task.Yield();
        }
    }
}
