using Fluency.Ingest.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Engine;

/// <summary>A clock that server and source share: it stands still while a request is under way, since those take real time.</summary>
sealed class PassingTime(FakeTimeProvider time, LocalAws aws)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Lets time pass, step by step, until a condition holds.</summary>
    public async Task UntilAsync(TimeSpan step, Func<bool> condition)
    {
        while (!condition())
        {
            await StepAsync(step);
        }
    }

    /// <summary>Lets so much time pass, step by step.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan step)
    {
        for (var end = time.GetUtcNow() + span; time.GetUtcNow() < end;)
        {
            await StepAsync(step);
        }
    }

    async Task StepAsync(TimeSpan step)
    {
        time.Advance(step);
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
        }
        while (aws.Requests.Any(request => !request.IsComplete && request.Action != "ReceiveMessage"));
    }
}
