using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Sources with routers of their own that tell of the same object.</summary>
public sealed class SourcesApartTests
{
    readonly CollectingSink _sink = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoSources_OneObjectRoutedDifferently_EachSendsItsOwnRecords()
    {
        var (first, second) = (new FakeQueue(), new FakeQueue());
        var (isLater, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var failing = Some.Object("failing", 1);
        failing.BeforeOpen = (attempt, _) => attempt == 1 ? throw new IngestException(FailureCause.Network, "cut") : WaitAsync();
        Task WaitAsync()
        {
            isLater.TrySetResult();
            return goOn.Task;
        }

        await using var pipe = Pipe.CreateBuilder("two")
            .From(first, Only(index: 1, "first"))
            .From(second, Only(index: 0, "second"))
            .Configure(options => options.ReturnDelay = options.MaxReturnDelay = TimeSpan.FromMilliseconds(1))
            .Build();
        first.Add("1", Some.Object("shared", 2), failing);
        using var drain = new CancellationTokenSource();
        var run = pipe.RunAsync(drain.Token);
        await isLater.Task.WaitAsync(Cancelled);

        second.Add("2", Some.Object("shared", 2));
        await Until.TrueAsync(() => second.Settlements.Count == 1);
        goOn.SetResult();
        await Until.TrueAsync(() => first.SettlementsOf("1").Contains(Disposition.Complete));
        await drain.CancelAsync();
        await run;

        _sink.Records.Should().BeEquivalentTo([Some.RecordText("shared", 1), Some.RecordText("shared", 0)], "what one source has sent says nothing of another");
    }

    RouterBuilder Only(uint index, string name) => new RouterBuilder(name)
        .Route(route => route.When(record => record.Index == index && record.Object.Name == "shared").To(_sink, "sink"))
        .OtherwiseDrop();
}
