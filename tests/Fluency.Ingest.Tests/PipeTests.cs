using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests;

/// <summary>A pipe from a source to its sinks: what is delivered, in which order, and when a delivery is complete.</summary>
public sealed class PipeTests : PipeTest
{
    const int PipeStarted = 2000;

    [Fact]
    public async Task Run_GoodDeliveries_DeliversEverythingAndCompletes()
    {
        Queue.Add("1", Some.Object("a", 3));
        Queue.Add("2", Some.Object("b", 2), Some.Object("c", 1));

        var done = await RunAsync();

        Sink.Records.Should().Equal(Texts(("a", 3), ("b", 2), ("c", 1)));
        Queue.Settlements.Should().BeEquivalentTo([("1", Disposition.Complete), ("2", Disposition.Complete)]);
        done.Messages.Complete.Should().Be(2);
        done.Objects.Read.Should().Be(3);
        done.Records.Read.Should().Be(6);
        done.Records.Delivered.Should().Be(6);
    }

    [Fact]
    public async Task Run_SlowFirstObject_KeepsTheOrderOfArrival()
    {
        var release = new TaskCompletionSource();
        var slow = Some.Object("slow", 1);
        slow.BeforeOpen = (_, token) => release.Task.WaitAsync(token);
        var fast = Some.Object("fast", 1);
        fast.BeforeOpen = (_, _) =>
        {
            release.TrySetResult();
            return Task.CompletedTask;
        };
        Queue.Add("1", slow);
        Queue.Add("2", fast);

        await RunAsync();

        Sink.Records.Should().Equal(Texts(("slow", 1), ("fast", 1)));
    }

    [Fact]
    public async Task Run_WriteNotReturned_DoesNotComplete()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(token);
        };
        Queue.Add("1", Some.Object("a"));

        var run = RunAsync();
        await entered.Task;
        Queue.Settlements.Should().BeEmpty("what is not durable must not be deleted");
        release.SetResult();
        await run;

        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_OneOfTwoSinksNotDurable_DoesNotComplete()
    {
        var second = new CollectingSink();
        var firstWrote = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        second.BeforeWrite = (_, _, token) => release.Task.WaitAsync(token);
        Sink.BeforeWrite = (_, _, _) =>
        {
            firstWrote.TrySetResult();
            return Task.CompletedTask;
        };
        Queue.Add("1", Some.Object("a"));
        await using var pipe = Pipe.CreateBuilder("test").From(Queue).Route(route => route.To(Sink, "one").To(second, "two")).Build();

        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await firstWrote.Task;
        Queue.Settlements.Should().BeEmpty();
        release.SetResult();
        await run;

        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        second.Records.Should().Equal(Sink.Records);
    }

    [Fact]
    public async Task Run_Quarantine_IsNoneOfTheSinksUnlessARouteLeadsThere()
    {
        var log = new CollectingLoggers();
        await using var apart = Builder(Queue).UseLogging(log).Build();
        await using var named = Builder(Queue).UseLogging(log).Otherwise(Quarantine).Build();
        await using var none = Pipe.CreateBuilder("test").From(Queue).Route(route => route.To(Sink, "sink")).UseLogging(log).Build();

        await apart.RunUntilEmptyAsync(Cancelled);
        await named.RunUntilEmptyAsync(Cancelled);
        await none.RunUntilEmptyAsync(Cancelled);

        log.TextsOf(2000).Should().Equal("Pipe 'test' started with 1 source, 1 sink and the quarantine", "Pipe 'test' started with 1 source and 2 sinks", "Pipe 'test' started with 1 source and 1 sink");
    }

    [Fact]
    public async Task Run_SourceThrows_EndsWithItsException()
    {
        await using var pipe = Builder(new ThrowingSource()).Build();

        await pipe.Awaiting(p => p.RunUntilEmptyAsync(Cancelled)).Should().ThrowAsync<IngestException>().WithMessage("no such queue");
    }

    [Fact]
    public async Task Run_Twice_IsRefused()
    {
        await using var pipe = Builder(Queue).Build();
        await pipe.RunUntilEmptyAsync(Cancelled);

        await pipe.Awaiting(p => p.RunAsync(Cancelled)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Run_Disposed_IsRefusedAndLogsNoStart()
    {
        var loggers = new CollectingLoggers();
        var pipe = Builder(Queue).UseLogging(loggers).Build();
        await pipe.DisposeAsync();

        (await pipe.Awaiting(p => p.RunAsync(Cancelled)).Should().ThrowAsync<ObjectDisposedException>()).WithMessage("Pipe 'test' is disposed*");
        loggers.TextsOf(PipeStarted).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SourceReturnsNull_FailsAndSaysSo()
    {
        await using var pipe = Pipe.CreateBuilder("test").From(new NullSource(null), "mine").Route(route => route.To(Sink)).Build();

        (await pipe.Awaiting(p => p.RunAsync(Cancelled)).Should().ThrowAsync<InvalidOperationException>())
            .WithMessage("The source 'mine' (NullSource) of pipe 'test' returned null from ReadAsync.");
    }

    [Fact]
    public async Task Run_SourceHandsOutNull_FailsAndSaysSoAndCountsNothing()
    {
        await using var pipe = Pipe.CreateBuilder("test").From(new NullSource(new IDelivery[] { null! }.ToAsyncEnumerable()), "mine").Route(route => route.To(Sink)).Build();

        (await pipe.Awaiting(p => p.RunAsync(Cancelled)).Should().ThrowAsync<InvalidOperationException>()).WithMessage("*handed out null instead of a delivery.");
        pipe.Statistics.Messages.Received.Should().Be(0);
    }

    [Fact]
    public void Build_EverythingWrong_ReportsAllAtOnce()
    {
        var builder = Pipe.CreateBuilder("test")
            .Route(route => route.When(_ => true))
            .Configure(options =>
            {
                options.MaxInFlightBytes = 1;
                options.DrainTimeout = TimeSpan.FromDays(30);
                options.Objects.IdleTimeout = TimeSpan.Zero;
            })
            .From(Queue);

        var errors = builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().Which.Failures;

        errors.Should().Contain(e => e.Contains("has no sink")).And.Contain(e => e.Contains("MaxInFlightBytes"))
            .And.Contain(e => e.Contains("DrainTimeout")).And.Contain(e => e.Contains("IdleTimeout"));
    }

    [Fact]
    public void Build_TwoFileSinksOnOnePath_IsRefused()
    {
        var builder = Pipe.CreateBuilder("test").From(Queue)
            .Route(route => route.To(new FileSink(new FileSinkOptions { Path = "out/a" }), "one"))
            .Quarantine(new FileSink(new FileSinkOptions { Path = "./out/a" }));

        builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().WithMessage("*'one', 'quarantine'*");
    }

    [Fact]
    public void Build_TwoFileSinksOnOneFileByALink_IsRefused()
    {
        using var folder = new TemporaryDirectory();
        Directory.CreateSymbolicLink(Path.Combine(folder.FullPath, "linked"), folder.FullPath);
        var builder = Pipe.CreateBuilder("test").From(Queue)
            .Route(route => route.ToFile(Path.Combine(folder.FullPath, "a"), "one").ToFile(Path.Combine(folder.FullPath, "linked", "a"), "two"));

        builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().WithMessage("*'one', 'two' write to one file*");
    }

    [Theory]
    [InlineData("a.json")]
    [InlineData("sub/../a.json")]
    [InlineData("linked.json")]
    public void Build_FileSinkOnAFileThatIsRead_IsRefused(string path)
    {
        using var folder = new TemporaryDirectory();
        var log = folder.Write("a.json", []);
        var (written, other) = (Path.Combine(folder.FullPath, path), Path.Combine(folder.FullPath, "b.json"));
        File.CreateSymbolicLink(Path.Combine(folder.FullPath, "linked.json"), log);

        var ofSink = Pipe.CreateBuilder("test").FromFiles(folder.FullPath, log).Route(route => route.ToFile(written)).QuarantineToFile(other);
        var ofQuarantine = Pipe.CreateBuilder("test").FromFiles(log).Route(route => route.ToFile(other)).QuarantineToFile(written);

        ofSink.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle()
            .Which.Should().StartWith($"The source 'files' reads {log}, a file of the sink 'file': ");
        ofQuarantine.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().WithMessage("*a file of the sink 'quarantine'*");
    }

    [Fact]
    public void Build_TwoQuarantines_IsRefused()
    {
        var builder = Builder(Queue).QuarantineToFile("other.ndjson");

        builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().WithMessage("Pipe 'test' is given 2 quarantines ('quarantine', 'quarantine')*");
    }

    [Fact]
    public void Build_Twice_IsRefused()
    {
        var builder = Builder(Queue);
        builder.Build();

        builder.Invoking(b => b.OtherwiseDrop()).Should().Throw<InvalidOperationException>();
        builder.Invoking(b => b.Build()).Should().Throw<InvalidOperationException>();
    }

    sealed class NullSource(IAsyncEnumerable<IDelivery>? deliveries) : ISource
    {
        public IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, CancellationToken drainToken) => deliveries!;
    }
}
