using System.Diagnostics;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Interrupts a pipe at every call that it makes of what surrounds it, while the call waits and while it goes on.</summary>
[Collection(nameof(AloneCollection))]
public sealed class CancellationTests
{
    [Theory]
    [InlineData("drain", true)]
    [InlineData("drain", false)]
    [InlineData("abort", true)]
    [InlineData("abort", false)]
    [InlineData("lease", true)]
    [InlineData("lease", false)]
    public Task Pipe_InterruptedAtAnyCall_EndsLeavesNothingAndLosesNothing(string how, bool isHeld) => OwnThread.RunAsync(() =>
    {
        var at = 1;
        while (IsReached(how, isHeld, at))
        {
            at++;
        }

        at.Should().BeGreaterThan(40, "each open, read, look-up, write and settlement is such a call");
    });

    static bool IsReached(string how, bool isHeld, int at)
    {
        try
        {
            var world = NewWorld();
            var isReached = Interrupt(world, how, isHeld, at);
            world.Start();
            world.Mend();
            world.Promises.ThrowIfBroken();
            world.Queue.Messages.Should().OnlyContain(message => message.IsComplete);
            return isReached;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Interrupted at call {at}: {exception.Message}", exception);
        }
    }

    static bool Interrupt(World world, string how, bool isHeld, int at)
    {
        world.Start();
        if (!isHeld)
        {
            // In the middle of whatever the others do: what was decided just before it still stands.
            world.Promises.IsAborted = static () => false;
        }

        world.Calls.HoldAt = isHeld ? at : 0;
        var isArmed = !isHeld;
        world.Calls.OnCall += _ =>
        {
            if (isArmed && world.Calls.Made >= at)
            {
                isArmed = false;
                Stop(world, how);
            }
        };
        AddMessages(world);
        var isDone = false;
        var since = Stopwatch.GetTimestamp();
        while (!isDone && Stopwatch.GetElapsedTime(since) < Rest.Patience)
        {
            world.Rest.Wait();
            if (isHeld && world.Calls.Waiting.Count > 0)
            {
                Stop(world, how);
                break;
            }

            world.Pass(TimeSpan.FromSeconds(10));
            isDone = world.Queue.IsEmpty || world.Process!.HasEnded;
        }

        // Nothing more is interrupted; what is left ends as it must.
        var isReached = world.Calls.Made >= at;
        world.Calls.HoldAt = 0;
        isArmed = false;
        world.Process!.Drain();
        world.End();
        world.Promises.ThrowIfBroken();
        return isReached;
    }

    static void Stop(World world, string how)
    {
        switch (how)
        {
            case "drain":
                world.Process!.Drain();
                break;
            case "abort":
                world.Process!.Abort();
                break;
            default:
                if (world.Queue.Unsettled is [var receipt, ..])
                {
                    world.Promises.OnLeaseLost(receipt.Message);
                    world.Queue.LoseLease(receipt);
                }

                break;
        }
    }

    // A fan-out behind a look-up, with everything that may be in work at once: two objects of which one streams, records that no route takes, one that is not there.
    static World NewWorld()
    {
        var topology = new Topology([new ModelRoute(Topology.Kinds, Aborts: false, IsAsync: true, ["s1", "s2"])], MatchAll: false, Topology.Quarantine);
        var options = new PipeOptions { BufferLimit = 64 * 1024, MaxInFlightBytes = 256 * 1024, BatchRecords = 40, Records = { MaxRecordBytes = 16 * 1024 } };
        var world = new World(topology, options, hasQuarantine: true, keepsRejected: false, canReturn: true, widthOfLastSink: 1, new Coverage());
        world.Calls.Automatic.UnionWith(Enum.GetValues<CallKind>());
        return world;
    }

    static void AddMessages(World world)
    {
        ModelObject Object(string name, string kinds, int padding = 30, Damage damage = Damage.None, int failing = 0) => new(world.Calls, name, kinds, padding, damage) { Failing = failing };
        ModelObject[][] messages =
        [
            [Object("small", "pqdetr"), Object("large", string.Concat(Enumerable.Repeat("pqr", 27)), padding: 8_000)],
            [Object("unrouted", "pxq"), Object("damaged", "ppp", damage: Damage.Corrupt)],
            [Object("late", "rrr", failing: 1)],
        ];
        for (var i = 0; i < messages.Length; i++)
        {
            world.Queue.Add(new ModelMessage($"m{i}", messages[i], problem: null));
        }
    }
}
