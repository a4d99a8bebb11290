using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A container that fails again and again costs the others nothing, and none of its objects is given up untried.</summary>
public sealed class HeldBackTests
{
    const int Opened = 2014;
    const int Closed = 2015;

    readonly FakeTimeProvider _time = new();
    readonly CollectingSink _sink = new();
    readonly CollectingSink _quarantine = new();
    readonly CollectingLoggers _log = new();
    volatile bool _isForbidden = true;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForbiddenContainer_FirstTriesAreHeldBackAndReturnedLater()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        var objects = Add(queue, 40);
        await using var pipe = Builder(queue).Configure(options => options.MaxOpenObjects = 1).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        // The head of the order is let through beside the one that may be open.
        var opened = objects.Count(o => o.Opened == 1);
        opened.Should().BeInRange(10, 12);
        var delays = objects.Index().Where(o => o.Item.Opened == 0).Select(o => ((ReturnDisposition)queue.SettlementsOf($"{o.Index}").Single()).After);
        delays.Should().OnlyContain(after => after > TimeSpan.FromSeconds(0.75 + 3.75), "not before the next try, and then not all at once");
        _log.TextsOf(Opened).Should().ContainSingle().Which.Should().Contain("fake").And.Contain("AccessDenied").And.Contain("grant it");
        pipe.Statistics.Objects.Failed.Should().Be(opened, "what was not tried has not failed");
    }

    [Fact]
    public async Task ForbiddenContainer_RedeliveredOnes_AreAlwaysTriedAndCountedOnlyThen()
    {
        var queue = new FakeQueue { MaxAttempts = 10 };
        var objects = Add(queue, 40);
        await using var pipe = Builder(queue).Configure(options => (options.MaxOpenObjects, options.MaxReceives) = (1, 3)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        objects.Should().OnlyContain(o => o.Opened == 3, "each is given up after three failures of its own, held back or not");
        queue.Settlements.Count.Should().BeGreaterThan(3 * 40, "some came once more, since they were held back at first");
        _quarantine.Records.Should().HaveCount(40);
    }

    [Fact]
    public async Task ContainerAllowedAgain_EverythingArrives()
    {
        var queue = new FakeQueue { MaxAttempts = 1_000 };
        Add(queue, 40);
        await using var pipe = Builder(queue).Configure(options => (options.MaxOpenObjects, options.MaxReceives) = (1, 1_000)).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _log.TextsOf(Opened).Count == 1);
        _isForbidden = false;

        (await run).Messages.Complete.Should().Be(40);
        _sink.Records.Should().HaveCount(40).And.OnlyHaveUniqueItems();
        (_log.TextsOf(Opened).Count, _log.TextsOf(Closed).Count).Should().Be((1, 1));
    }

    [Fact]
    public async Task InPlaceSource_HeldBack_IsTriedInPlaceWhenItsTimeHasCome()
    {
        var queue = new FakeQueue { CanReturn = false };
        var objects = Add(queue, 20);
        await using var pipe = Builder(queue).Configure(options => options.MaxOpenObjects = 1).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _log.TextsOf(Opened).Count == 1);
        objects.Count(o => o.Opened == 0).Should().BeInRange(1, 10);

        _isForbidden = false;
        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => run.IsCompleted);

        (await run).Messages.Complete.Should().Be(20);
        _sink.Records.Should().HaveCount(20);
    }

    [Fact]
    public async Task BadObjectsOfAGoodContainer_NothingIsHeldBack()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        for (var i = 0; i < 40; i++)
        {
            queue.Add($"{i}", new FakeObject($"o{i}", "nonsense"));
        }

        await using var pipe = Builder(queue).Build();
        await pipe.RunUntilEmptyAsync(Cancelled);

        _quarantine.Records.Should().HaveCount(40).And.OnlyContain(entry => entry.Contains("Corrupt"));
        _log.TextsOf(Opened).Should().BeEmpty();
    }

    List<FakeObject> Add(FakeQueue queue, int count)
    {
        var objects = Enumerable.Range(0, count).Select(i => Some.Object($"o{i}", 1)).ToList();
        foreach (var (i, forbidden) in objects.Index())
        {
            forbidden.BeforeOpen = (_, _) => _isForbidden ? throw new IngestException(FailureCause.AccessDenied, "AccessDenied: grant it") : Task.CompletedTask;
            queue.Add($"{i}", forbidden);
        }

        return objects;
    }

    PipeBuilder Builder(FakeQueue queue) => Pipe.CreateBuilder("test").From(queue).Route(route => route.To(_sink, "sink")).Quarantine(_quarantine).UseTime(_time).UseLogging(_log);
}
