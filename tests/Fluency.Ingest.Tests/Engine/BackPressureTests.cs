using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Sinks that are slower than what comes, and batches that need not wait.</summary>
public sealed class BackPressureTests
{
    readonly FakeTimeProvider _time = new();
    readonly CollectingSink _sink = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SlowSink_AMillionDeliveriesWait_NoMoreThanTheBudgetIsReceivedAndHeld()
    {
        // A hundred records a second. Without a budget the deliveries that may be in flight would weigh some 50 MiB.
        const int Limit = 1024 * 1024;
        var large = ExactlyFull(48 * 1024);
        var source = new NumberedSource(1_000_000, i => i % 2 == 1 ? new FakeObject($"o{i:d7}", large) : Some.Object($"o{i:d7}", 5));
        _sink.BeforeWrite = (batch, _, token) => Task.Delay(TimeSpan.FromMilliseconds(10 * batch.Count), _time, token);
        await using var pipe = Builder(source).Configure(options =>
        {
            options.Records.MaxRecordBytes = 64 * 1024;
            options.BufferLimit = Limit;
            options.MaxInFlightBytes = 4 * Limit;
            options.BatchBytes = 64 * 1024;
            options.MaxInFlightDeliveries = 512;
            options.OrderHold = TimeSpan.FromHours(12);
            options.DrainTimeout = TimeSpan.FromHours(12);
        }).Build();
        long mostHeld = 0;
        source.OnAsked = () => InterlockedMax(ref mostHeld, pipe.State.Budget.Bytes);
        using var drain = new CancellationTokenSource();

        var run = pipe.RunAsync(drain.Token);
        await Until.TrueAsync(_time, TimeSpan.FromMilliseconds(100), () =>
        {
            InterlockedMax(ref mostHeld, pipe.State.Budget.Bytes);
            return _sink.Records.Count > 8_000;
        });
        await drain.CancelAsync();
        await Until.TrueAsync(_time, TimeSpan.FromMilliseconds(100), () => run.IsCompleted);

        source.MostUnsettled.Should().BeLessThanOrEqualTo(512);
        source.Completed.Should().Be(source.HandedOut);
        mostHeld.Should().BeInRange(2 * Limit, (4 * Limit) + Limit);
        NamesOf(_sink.Records).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task HighCountLimit_FewInFlight_NothingWaitsForTheInterval()
    {
        // The clock never moves: what waited for the interval would wait for ever.
        var source = new NumberedSource(1_000, i => Some.Object($"o{i}", 5));
        await using var pipe = Builder(source).Configure(options =>
        {
            options.BatchRecords = 10_000;
            options.BatchInterval = TimeSpan.FromHours(1);
            options.MaxInFlightDeliveries = 20;
        }).Build();

        await pipe.RunUntilEmptyAsync(Cancelled).WaitAsync(Cancelled);

        _sink.Records.Should().HaveCount(5_000);
        source.MostUnsettled.Should().BeLessThanOrEqualTo(20);
    }

    [Fact]
    public async Task FloodOfSmallFiles_SlowSink_IsWrittenInLargeBatches()
    {
        // A write takes until whatever was written before it has made room for more.
        var source = new NumberedSource(5_120, i => Some.Object($"o{i}", 5));
        _sink.BeforeWrite = (_, _, _) => Until.TrueAsync(() => source.HandedOut >= Math.Min(5_120, (_sink.Records.Count / 5) + 512));
        await using var pipe = Builder(source).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _sink.Records.Should().HaveCount(25_600);
        _sink.Batches.Skip(1).SkipLast(1).Should().OnlyContain(records => records >= 500);
        _sink.Batches.Count.Should().BeLessThan(50);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(null)]
    public async Task BudgetAtItsMinimum_AHundredFullObjectsInRandomOrder_Finishes(int? fixedSeed)
    {
        var seed = fixedSeed ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var content = ExactlyFull(BufferLimit);
        content.Should().HaveCount(BufferLimit);
        var gates = Enumerable.Range(0, 100).Select(_ => new TaskCompletionSource()).ToArray();
        var source = new NumberedSource(100, i => new FakeObject($"o{i}", content) { BeforeOpen = (_, token) => gates[i].Task.WaitAsync(token) });
        await using var pipe = Builder(source).Configure(Tiny).Configure(options => options.MaxOpenObjects = 3).Build();

        var run = pipe.RunUntilEmptyAsync(Cancelled);
        var order = Enumerable.Range(0, 100).ToArray();
        new Random(seed).Shuffle(order);
        foreach (var index in order)
        {
            gates[index].SetResult();
        }

        (await run).Messages.Complete.Should().Be(100, "seed {0}", seed);
        _sink.Records.Count.Should().Be(100 * (BufferLimit / 1024));
    }

    [Fact]
    public async Task StreamedObject_ItsSinkBlocksForLong_IsNotTakenForAnIdleBody()
    {
        var release = new TaskCompletionSource();
        _sink.BeforeWrite = (_, write, token) => write == 1 ? release.Task.WaitAsync(token) : Task.CompletedTask;
        var streamed = Some.Object("streamed", 40_000);
        var source = new NumberedSource(1, _ => streamed);
        await using var pipe = Builder(source).Configure(Tiny).Configure(options => (options.BatchBytes, options.Objects.IdleTimeout) = (64 * 1024, TimeSpan.FromSeconds(30))).Build();

        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => !pipe.State.Intake.IsOpen);
        for (var minute = 0; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Until.QuietAsync();
        }

        release.SetResult();
        (await run).Messages.Complete.Should().Be(1);
        streamed.Opened.Should().Be(1);
        _sink.Records.Should().HaveCount(40_000).And.OnlyHaveUniqueItems();
    }

    const int BufferLimit = 64 * 1024;

    // Exactly so many bytes of JSON in records of a kibibyte.
    static byte[] ExactlyFull(int bytes)
    {
        var records = Enumerable.Range(0, bytes / 1024).Select(n => $$"""{"name":"full","n":{{n}},"pad":"{{new string('x', 900)}}"}""");
        var text = $"{{\"Records\":[{string.Join(',', records)}]}}";
        return System.Text.Encoding.UTF8.GetBytes(text.PadRight(bytes));
    }

    static IEnumerable<string> NamesOf(IEnumerable<string> records) => records.Where(record => record.StartsWith("{\"name\":\"o")).Select(record => record[..18]);

    static void Tiny(PipeOptions options)
    {
        options.Records.MaxRecordBytes = 64 * 1024;
        options.BufferLimit = BufferLimit;
        options.MaxInFlightBytes = 4 * BufferLimit;
    }

    static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
    }

    PipeBuilder Builder(ISource source) => Pipe.CreateBuilder("test").From(source).Route(route => route.To(_sink, "sink")).UseTime(_time);
}
