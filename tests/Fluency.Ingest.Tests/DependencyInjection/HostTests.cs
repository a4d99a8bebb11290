using System.Threading.Channels;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class HostTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Started_RunsEveryPipe()
    {
        var (one, two) = (Channel.CreateUnbounded<RecordBatch>(), Channel.CreateUnbounded<RecordBatch>());
        using var host = Build(ingest => ingest
            .AddPipe("one", pipe => pipe.From(Queue("a")).Route(route => route.ToChannel(one.Writer)))
            .AddPipe("two", pipe => pipe.From(Queue("b")).Route(route => route.ToChannel(two.Writer))));

        await host.StartAsync(Token);
        var batches = new[] { await one.Reader.ReadAsync(Token), await two.Reader.ReadAsync(Token) };
        await host.StopAsync(Token);

        batches.Select(batch => batch.Count).Should().Equal(2, 2);
        host.Services.GetRequiredService<IngestPipes>().Select(pipe => (pipe.Name, pipe.Statistics.Messages.Complete)).Should().Equal(("one", 1), ("two", 1));
    }

    [Fact]
    public async Task Host_Stopped_WaitsForTheWorkInHand()
    {
        var writing = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var sink = new CollectingSink
        {
            BeforeWrite = (_, _, _) =>
            {
                writing.TrySetResult();
                return release.Task;
            },
        };
        using var host = Build(ingest => ingest.AddPipe("slow", pipe => pipe.From(Queue("a")).Route(route => route.To(sink))));
        await host.StartAsync(Token);
        await writing.Task.WaitAsync(Token);

        var stop = host.StopAsync(Token);
        stop.IsCompleted.Should().BeFalse();
        release.SetResult();
        await stop;

        sink.Records.Should().HaveCount(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Host_StoppedWithoutPatience_ReturnsTheWorkInHand()
    {
        var writing = new TaskCompletionSource();
        var queue = Queue("a");
        var sink = new CollectingSink
        {
            BeforeWrite = (_, _, cancelled) =>
            {
                writing.TrySetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
            },
        };
        using var host = Build(ingest => ingest.AddPipe("stuck", pipe => pipe
            .From(queue)
            .Route(route => route.To(sink))
            .Configure(options => options.DrainTimeout = TimeSpan.FromHours(1))));
        await host.StartAsync(Token);
        await writing.Task.WaitAsync(Token);

        await host.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TestContext.Current.CancellationToken);

        queue.SettlementsOf("a").Should().NotBeEmpty().And.NotContain(Disposition.Complete);
    }

    [Fact]
    public async Task Host_SinkDoesNotHeedItsToken_StopsAllTheSameAndNamesIt()
    {
        var (writing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var queue = Queue("a");
        var sink = new CollectingSink
        {
            BeforeWrite = (_, _, _) =>
            {
                writing.TrySetResult();
                return release.Task;
            },
        };
        var (time, log) = (new FakeTimeProvider(), new CollectingLoggers());
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerFactory>(log)
            .AddFluencyIngest(ingest => ingest.AddPipe("stuck", pipe => pipe.From(queue).Route(route => route.To(sink, "deaf"))));
        using (var host = builder.Build())
        {
            await host.StartAsync(Token);
            await writing.Task.WaitAsync(Token);
            var stop = host.StopAsync(new CancellationToken(canceled: true));
            await Until.TrueAsync(time, TimeSpan.FromSeconds(1), () => stop.IsCompleted);
            await stop;
        }

        log.TextsOf(2032).Should().ContainSingle().Which.Should().Contain("sink 'deaf' does not heed");
        queue.SettlementsOf("a").Should().NotContain(Disposition.Complete);
        release.SetResult();
    }

    [Fact]
    public async Task Host_PipeFails_StopsAndEndsWithTheError()
    {
        using var host = Build(ingest => ingest.AddPipe("broken", pipe => pipe.From(new ThrowingSource()).Route(route => route.ToNull())));
        var stopping = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);

        await host.StartAsync(Token);
        await stopping.Task.WaitAsync(Token);

        await host.Invoking(stopped => stopped.StopAsync(Token)).Should().ThrowAsync<IngestException>().WithMessage("no such queue");
    }

    [Fact]
    public async Task Host_PipeFails_ItsRunThrowsThatErrorAlone()
    {
        using var host = Build(ingest => ingest.AddPipe("broken", pipe => pipe.From(new ThrowingSource()).Route(route => route.ToNull())));

        await host.Invoking(run => run.RunAsync(Token)).Should().ThrowExactlyAsync<IngestException>().WithMessage("no such queue");
    }

    [Fact]
    public async Task Host_WrongPipes_RefusesToStartAndNamesAllErrors()
    {
        using var host = Build(ingest => ingest
            .AddPipe("one", pipe => pipe.FromS3Notifications(source => source.QueueUrl = "nonsense").Route(route => route.ToFile("")))
            .AddPipe("two", pipe => pipe.Route(route => route.ToNull()))
            .AddPipe("three", Configured.Json("""{ "Sources": { "a": { "Type": "Fils", "Router": "x" } } }""")));

        var failures = (await host.Invoking(started => started.StartAsync(Token)).Should().ThrowAsync<OptionsValidationException>()).Which.Failures;

        failures.Should().Contain(failure => failure.Contains("QueueUrl", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("'file'", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("'two' has no source", StringComparison.Ordinal))
            .And.Contain(failure => failure.StartsWith("Sources:a:Type", StringComparison.Ordinal))
            .And.NotContain(failure => failure.Contains("has no sink", StringComparison.Ordinal));
    }

    [Fact]
    public void Host_TwoPipesOnOneFile_RefusesToStartAndNamesThem()
    {
        using var host = Build(ingest => ingest
            .AddPipe("x", pipe => pipe.From(Queue("a")).Route(route => route.ToNull()).QuarantineToFile())
            .AddPipe("y", pipe => pipe.From(Queue("b")).Route(route => route.ToNull()).QuarantineToFile()));

        var resolve = () => host.Services.GetRequiredService<IngestPipes>();

        resolve.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle()
            .Which.Should().StartWith($"The sinks 'quarantine' of pipe 'x', 'quarantine' of pipe 'y' write to one file, {Path.GetFullPath("quarantine.ndjson")}, ");
    }

    [Fact]
    public void Host_TwoPipesWithOneSink_MayShareIt()
    {
        var kept = new FileSink(new FileSinkOptions { Path = "kept.ndjson" });
        using var host = Build(ingest => ingest
            .AddPipe("x", pipe => pipe.From(Queue("a")).Route(route => route.ToNull()).Quarantine(kept))
            .AddPipe("y", pipe => pipe.From(Queue("b")).Route(route => route.ToNull()).Quarantine(kept)));

        host.Services.GetRequiredService<IngestPipes>().Should().HaveCount(2);
    }

    [Fact]
    public void Pipe_ProcessorInTheContainer_IsTakenFromThere()
    {
        using var host = Build(ingest =>
        {
            ingest.Services.AddSingleton<CountingProcessor>();
            ingest.AddPipe("one", pipe => pipe.From(Queue("a")).Route(route =>
            {
                route.Process<CountingProcessor>().ToNull();
                route.Processors.Should().ContainSingle().Which.Processor.Should().BeSameAs(pipe.Services!.GetRequiredService<CountingProcessor>());
            }));
        });

        host.Services.GetRequiredService<IngestPipes>().Should().ContainSingle();
    }

    [Fact]
    public async Task Configuration_OwnComponents_AreMadeByTheContainer()
    {
        var records = Channel.CreateUnbounded<string>();
        using var host = Build(
            ingest =>
            {
                ingest.Services.AddSingleton(Queue("a")).AddSingleton(records.Writer);
                ingest.AddProcessor<CountingProcessor>("Count")
                    .AddSource<NamedSource, NamedOptions>("Mine", static (section, options) => options.Name = section["Name"]!)
                    .AddSink<NamedSink, NamedOptions>("Mine", static (section, options) => options.Name = section["Name"]!);
            },
            """
            {
              "Sources": { "s": { "Type": "Mine", "Name": "in", "Router": "Count", "Sinks": ["k"] } },
              "Sinks": { "k": { "Type": "Mine", "Name": "out" } }
            }
            """);

        await host.StartAsync(Token);
        var first = await records.Reader.ReadAsync(Token);
        await host.StopAsync(Token);

        first.Should().Be("out: {\"name\":\"a\",\"n\":0}");
        host.Services.GetRequiredService<CountingProcessor>().Count.Should().Be(2);
        host.Services.GetRequiredService<IngestPipes>()["ingest"].Statistics.Sinks.Should().ContainKey("k");
    }

    [Theory]
    [InlineData(null, "ingest")]
    [InlineData("Ingest", "ingest")]
    [InlineData("Archive", "Archive")]
    public void Configuration_Section_NamesThePipeUnlessItIsOnlyWhereItStands(string? section, string expected)
    {
        var description = Configured.With();
        var configuration = Configured.Json(section is null ? description : $$"""{ "{{section}}": {{description}} }""");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFluencyIngest(section is null ? configuration : configuration.GetSection(section));
        using var host = builder.Build();

        host.Services.GetRequiredService<IngestPipes>().Should().ContainSingle().Which.Name.Should().Be(expected);
    }

    [Fact]
    public void Configuration_OwnOptions_AreValidatedByTheContainer()
    {
        using var host = Build(
            ingest =>
            {
                ingest.Services.AddSingleton<IValidateOptions<NamedOptions>>(new NamedOptionsValidator());
                ingest.AddSource<NamedSource, NamedOptions>("Mine");
            },
            """{ "Sources": { "s": { "Type": "Mine", "Nam": "x", "Router": "AWSCloudTrail_Adjustments", "Sinks": ["k"] } }, "Sinks": { "k": { "Type": "Null" } } }""");

        var resolve = () => host.Services.GetRequiredService<IngestPipes>();

        resolve.Should().Throw<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "Sources:s:Nam is no known key and would be ignored. Did you mean 'Name'? Known: Type, Router, Sinks, Name.",
            "Sources:s:Name is missing, or nobody could tell two of them apart.");
    }

    [Fact]
    public void Pipe_NamedTwice_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddFluencyIngest(ingest => ingest.AddPipe("one", pipe => pipe.MatchAll()));

        services.Invoking(twice => twice.AddFluencyIngest(ingest => ingest.AddPipe("one", pipe => pipe.MatchAll())))
            .Should().Throw<ArgumentException>().WithMessage("*'one'*");
    }

    [Theory]
    [InlineData(CloudTrailAdjustments.Name)]
    [InlineData("awscloudtrail_adjustments")]
    public void Processor_NameOfTheLibrary_IsTaken(string name) =>
        new ServiceCollection().Invoking(services => services.AddFluencyIngest(ingest => ingest.AddProcessor<CountingProcessor>(name)))
            .Should().Throw<ArgumentException>();

    static FakeQueue Queue(string id)
    {
        var queue = new FakeQueue();
        queue.Add(id, Some.Object(id));
        return queue;
    }

    static IHost Build(Action<IngestBuilder> configure, string? configuration = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (configuration is null)
        {
            builder.Services.AddFluencyIngest(configure);
        }
        else
        {
            builder.Services.AddFluencyIngest(Configured.Json(configuration), configure);
        }

        return builder.Build();
    }
}
