using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Runs the engine beside a model of what it promises, through random schedules of everything that may happen to it.</summary>
/// <remarks>
/// <c>FLUENCY_MODEL_SEED</c> repeats one schedule; <c>FLUENCY_MODEL_SCHEDULES</c> says how many to run. A failure prints the seed and the steps. The engine's delays are
/// jittered and its threads race, so that a rare failure may take its seed several runs to show again.
/// </remarks>
[Collection(nameof(AloneCollection))]
public sealed class GuaranteesTests
{
    // Some ten seconds on a slow core.
    const int DefaultSchedules = 1_000;

    // A test that reaches none of these tests nothing.
    static readonly string[] MustHappen =
    [
        "abort", "drain", "duplicate", "lease lost", "lease lost unnoticed", "overtaken", "exact counts", "record refused", "kept delivery", "kept object", "large object", "Truncated", "Corrupt", "Missing",
        "Open Fail", "Read Fail", "Write Fail", "Write FailSome", "Write Refuse", "Write RefuseSome", "Write Lose", "Settle Fail", "Settle Lose",
        nameof(CompleteDisposition), nameof(RejectDisposition), nameof(ReturnDisposition),
    ];

    static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    [Fact]
    public Task Pipe_InAnySchedule_KeepsItsPromises() => OwnThread.RunAsync(() =>
    {
        var coverage = new Coverage();
        var watch = Stopwatch.StartNew();
        if (Setting("FLUENCY_MODEL_SEED") is { } seed)
        {
            Run(seed, coverage);
            return;
        }

        var first = Random.Shared.Next(int.MaxValue / 2);
        var schedules = Setting("FLUENCY_MODEL_SCHEDULES") ?? DefaultSchedules;
        for (var i = 0; i < schedules; i++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Run(first + i, coverage);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed}: {coverage}");
        Assert.All(MustHappen, what => Assert.True(schedules < DefaultSchedules || coverage.Of(what) > 0, $"'{what}' never happened: the schedules do not test it."));
    });

    static void Run(int seed, Coverage coverage)
    {
        var schedule = new Schedule(seed, coverage);
        try
        {
            schedule.Run();
        }
        catch (Exception exception)
        {
            Assert.Fail($"FLUENCY_MODEL_SEED={seed}, after {coverage}\n{exception.Message}\n\n{schedule.Trace}\n\n{exception}");
        }
    }
}
