using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Model;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Loggers and listeners that throw: .NET hands on what they throw to whoever logs, and no record may suffer from it.</summary>
[Collection(nameof(AloneCollection))]
public sealed class ThrowingListenerTests
{
    const int LeaseLost = 1010;
    const int DeliveryReturned = 2010;
    const int SinkCameBack = 2025;

    readonly FakeTimeProvider _time = new();
    readonly FakeQueue _queue = new() { MaxAttempts = 1 };
    readonly CollectingSink _sink = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoggerThrows_TheDeliveryIsSettledAllTheSame()
    {
        var forbidden = Some.Object("forbidden");
        forbidden.BeforeOpen = (_, _) => throw new IngestException(FailureCause.AccessDenied, "no s3:GetObject");
        _queue.Add("1", forbidden);
        await using var pipe = Builder().UseLogging(new ThrowingLogger(DeliveryReturned)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _queue.SettlementsOf("1").Should().ContainSingle();
    }

    [Fact]
    public async Task LoggerThrowsWhenASinkIsBack_WhatIsDurableIsNotSentAgain()
    {
        _sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("down", isTransient: true) : Task.CompletedTask;
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder().UseLogging(new ThrowingLogger(SinkCameBack)).UseTime(_time).Build();

        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => run.IsCompleted || _sink.Records.Count > 1);

        await run;
        _sink.Records.Should().ContainSingle();
    }

    [Fact]
    public async Task SamplerThrows_TheDeliveryIsSettledAllTheSame()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == IngestDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => throw new InvalidOperationException("a sampler's mistake"),
        };
        ActivitySource.AddActivityListener(listener);
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder().Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task MeterListenerThrows_NothingIsSentTwiceAndTheDeliveryIsSettled()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == IngestDiagnostics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        var isTold = false;
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw());
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw());
        listener.Start();
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder().Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _sink.Records.Should().ContainSingle();
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        isTold.Should().BeTrue();

        void Throw()
        {
            isTold = true;
            throw new InvalidOperationException("an exporter's mistake");
        }
    }

    [Theory]
    [InlineData("logger")]
    [InlineData("callback")]
    public async Task LostLease_LoggerThrowsOrACallbackTakesLong_TheOtherLeasesAreKept(string how)
    {
        var extensions = 0;
        using var release = new ManualResetEventSlim();
        await using var keeper = new LeaseKeeper(
            new SqsBatcher(requests =>
            {
                Interlocked.Increment(ref extensions);
                return Task.FromResult<IReadOnlyList<SqsOutcome>>([.. requests.Select(static request => request.ReceiptHandle == "gone" ? SqsOutcome.Gone : SqsOutcome.Done)]);
            }),
            new SqsHolding(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), 10, NullLogger.Instance),
            new SqsClock(_time),
            UnfailingLogger.Of(new ThrowingLogger(how == "logger" ? LeaseLost : 0)));
        var gone = keeper.Hold("gone", TimeSpan.FromSeconds(30));
        if (how == "callback")
        {
            gone.Lost.Register(() => release.Wait(Cancelled));
        }

        var kept = keeper.Hold("kept", TimeSpan.FromSeconds(30));
        for (var extended = 0; extended < 5; extended++)
        {
            // One is due after 15 seconds, more or less, and runs out after 30.
            _time.Advance(TimeSpan.FromSeconds(20));
            await Until.TrueAsync(() => Volatile.Read(ref extensions) > extended && kept.Extension is null);
        }

        release.Set();
    }

    PipeBuilder Builder() => Pipe.CreateBuilder("test").From(_queue).Route(route => route.To(_sink, "sink"));

    sealed class ThrowingLogger(int id) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == id)
            {
                throw new AggregateException("An error occurred while writing to logger(s).", new IOException("disk full"));
            }
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
