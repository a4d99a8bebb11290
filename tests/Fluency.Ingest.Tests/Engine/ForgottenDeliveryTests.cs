using System.Runtime.CompilerServices;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What is remembered of a delivery's objects is how far they have come, and not the delivery.</summary>
public sealed class ForgottenDeliveryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delivery_IsSettled_ItsBodyAndObjectsAreKeptByNobody(bool isRefused)
    {
        var queue = new FakeQueue { MaxAttempts = 1, StaysOpen = true };
        var sink = new CollectingSink { BeforeWrite = (_, write, _) => isRefused && write == 1 ? throw new SinkException("no", isTransient: false) : Task.CompletedTask };
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(sink, "sink")).Build();
        using var drain = new CancellationTokenSource();
        var run = pipe.RunAsync(drain.Token);
        var delivery = Add(queue, "1");
        await Until.TrueAsync(() => queue.Settlements.Count == 1);

        // What is used again still holds what it was used for last.
        for (var next = 2; next < 6; next++)
        {
            Add(queue, $"{next}");
            await Until.TrueAsync(() => queue.Settlements.Count == next);
        }

        for (var turn = 0; turn < 20 && delivery.IsAlive; turn++)
        {
            await Until.QuietAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        delivery.IsAlive.Should().BeFalse("ten thousand may be remembered");
        await drain.CancelAsync();
        await run;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference Add(FakeQueue queue, string id) => new(queue.Add(id, Some.Object("a" + id, 3)));
}
