using System.Text;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>The live tail of each kind of component, through a pipe that runs.</summary>
public sealed class TailTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("source:queue", "Pass Pass Pass Pass", """{"name":"o","n":0}""")]
    [InlineData("router:main", "Pass Drop Abort Pass", """{"edited":true,"name":"o","n":0}""")]
    [InlineData("route:main/route-1", "Pass Drop Abort Error", """{"edited":true,"name":"o","n":0}""")]
    [InlineData("processor:main/route-1/first", "Pass Pass Pass Pass", """{"edited":true,"name":"o","n":0}""")]
    [InlineData("processor:main/route-1/second", "Pass Drop Abort Error", """{"edited":true,"name":"o","n":0}""")]
    [InlineData("sink:sink", "Pass Pass", """{"edited":true,"name":"o","n":0}""")]
    public async Task Tail_OfAComponent_ShowsItsAnswersAndTheRecordAsItIsThere(string component, string answers, string first)
    {
        foreach (var isAsync in new[] { false, true })
        {
            await using var pipe = Answering(isAsync);
            await using var tail = await TailAsync(pipe, component);
            await pipe.SendAsync(Some.Object("o", 4));

            var expected = answers.Split(' ');
            var records = await TakeAsync(tail, expected.Length);
            records.Select(record => $"{record.Answer}").Should().Equal(expected);
            records[0].Body.Should().Be(first);
            records[0].Should().BeEquivalentTo(new { Component = component, Object = "fake://o", Index = 0u, Time = WatchedPipe.Start, IsTruncated = false, Missed = 0L, Bytes = (long)first.Length });
            records.Should().OnlyContain(record => record.Reason == (record.Answer == ProcessorAnswer.Error ? "no such field" : null));
        }
    }

    [Fact]
    public async Task Tail_OfASink_ShowsWhatItRefuses()
    {
        await using var pipe = WatchedPipe.Running();
        pipe.Sink.BeforeWrite = (_, _, _) => throw new SinkException("field too long", isTransient: false, [1]);
        await using var tail = await TailAsync(pipe, "sink:sink");
        await pipe.SendAsync(Some.Object("o", 2));

        (await TakeAsync(tail, 1))[0].Should().BeEquivalentTo(new { Answer = ProcessorAnswer.Error, Reason = "field too long", Index = 1u });
    }

    [Fact]
    public async Task Tail_OfOneAnswer_ShowsNoOther()
    {
        await using var pipe = Answering(isAsync: false);
        await using var tail = await TailAsync(pipe, "route:main/route-1", new TailOptions { Answer = ProcessorAnswer.Abort });
        await pipe.SendAsync(Some.Object("o", 12));

        (await TakeAsync(tail, 3)).Should().OnlyContain(record => record.Answer == ProcessorAnswer.Abort && record.Missed == 0);
    }

    [Fact]
    public async Task Tail_MoreThanItsRate_ShowsSoManyASecondAndCountsTheRest()
    {
        await using var pipe = WatchedPipe.Running();
        await using var tail = await TailAsync(pipe, "source:queue", new TailOptions { MaxRecordsPerSecond = 3 });
        await pipe.SendAsync(Some.Object("a", 10));
        pipe.Time.Advance(TimeSpan.FromSeconds(1));
        await pipe.SendAsync(Some.Object("b", 10));

        var records = await TakeAsync(tail, 6);
        records.Select(record => record.Object).Should().Equal("fake://a", "fake://a", "fake://a", "fake://b", "fake://b", "fake://b");
        records.Select(record => record.Missed).Should().Equal(0, 0, 0, 7, 0, 0);
    }

    [Fact]
    public async Task Tail_SlowReader_HoldsNobodyUpAndGetsTheNewest()
    {
        await using var pipe = WatchedPipe.Running();
        await using var tail = await TailAsync(pipe, "source:queue", new TailOptions { MaxRecordsPerSecond = 1_000, Capacity = 5 });
        await pipe.SendAsync(Some.Object("a", 100));
        pipe.Sink.Records.Should().HaveCount(100);

        // He asked for one already, and five wait for him.
        var records = await TakeAsync(tail, 6);
        records.Select(record => record.Index).Should().Equal(0u, 95u, 96u, 97u, 98u, 99u);
        records.Sum(record => record.Missed).Should().Be(94);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(9, "{\"name\":\"")]
    [InlineData(10, "{\"name\":\"")]
    [InlineData(11, "{\"name\":\"é")]
    public async Task Tail_RecordLargerThanAllowed_IsCutBetweenCharacters(int maxBytes, string body)
    {
        await using var pipe = WatchedPipe.Running();
        await using var tail = await TailAsync(pipe, "source:queue", new TailOptions { MaxBodyBytes = maxBytes });
        await pipe.SendAsync(Some.Object("é", 1));

        (await TakeAsync(tail, 1))[0].Should().BeEquivalentTo(new { Body = body, IsTruncated = true, Bytes = Encoding.UTF8.GetByteCount(Some.RecordText("é", 0)) });
    }

    [Fact]
    public async Task Tail_NobodyLooksAnyMore_NothingIsTaken()
    {
        await using var pipe = WatchedPipe.Running();
        var tail = await TailAsync(pipe, "source:queue");
        pipe.Pipe.Tails.Current.Should().NotBeNull();

        await tail.DisposeAsync();

        pipe.Pipe.Tails.Current.Should().BeNull();
    }

    [Fact]
    public void Tail_OfWhatIsNotThere_SaysWhatIs() => WatchedPipe.Built().Pipe
        .Invoking(pipe => pipe.TailAsync("sink:snik", cancellationToken: Cancelled)).Should().Throw<ArgumentException>().WithMessage("*'sink:snik'*sink:sink*");

    [Fact]
    public void Tail_OptionsOutOfRange_AreRefused()
    {
        TailOptions[] wrong = [new() { Capacity = 0 }, new() { MaxRecordsPerSecond = 0 }, new() { MaxBodyBytes = -1 }, new() { Capacity = 10_001 }, new() { MaxRecordsPerSecond = 1_001 }, new() { MaxBodyBytes = 1_048_577 }];

        wrong.Should().AllSatisfy(options => WatchedPipe.Built().Pipe.Invoking(pipe => pipe.TailAsync("sink:sink", options, Cancelled)).Should().Throw<ArgumentOutOfRangeException>());
    }

    // Of four records: pass, drop, abort, error.
    static WatchedPipe Answering(bool isAsync) => WatchedPipe.Running((builder, pipe) => builder.Route(route =>
    {
        route.Process(new SomeProcessor(Edit), "first");
        _ = isAsync ? route.Process(SomeRoutes.Async(Answer), "second") : route.Process(new SomeProcessor(Answer), "second");
        route.To(pipe.Sink, "sink");
    }).Quarantine(pipe.Quarantine));

    static ProcessorResult Edit(Record record)
    {
        record.Set("edited"u8, true);
        return ProcessorResult.Pass;
    }

    static ProcessorResult Answer(Record record) => (record.Index % 4) switch
    {
        0 => ProcessorResult.Pass,
        1 => ProcessorResult.Drop,
        2 => ProcessorResult.Abort,
        _ => ProcessorResult.Error("no such field"),
    };

    /// <summary>A tail that has begun.</summary>
    static async Task<Tail> TailAsync(WatchedPipe pipe, string component, TailOptions? options = null)
    {
        var tail = new Tail(token => pipe.Pipe.TailAsync(component, options, token));
        await Until.TrueAsync(() => pipe.Pipe.Tails.Current is not null);
        return tail;
    }

    static async Task<List<TailRecord>> TakeAsync(Tail tail, int count)
    {
        var records = new List<TailRecord>();
        while (records.Count < count)
        {
            records.Add(await tail.NextAsync());
        }

        return records;
    }

    sealed class Tail : IAsyncDisposable
    {
        readonly CancellationTokenSource _cancel = new();
        readonly IAsyncEnumerator<TailRecord> _records;
        Task<bool> _next;

        public Tail(Func<CancellationToken, IAsyncEnumerable<TailRecord>> tail)
        {
            _records = tail(_cancel.Token).GetAsyncEnumerator(Cancelled);
            _next = _records.MoveNextAsync().AsTask();
        }

        public async Task<TailRecord> NextAsync()
        {
            (await _next).Should().BeTrue();
            var record = _records.Current;
            _next = _records.MoveNextAsync().AsTask();
            return record;
        }

        public async ValueTask DisposeAsync()
        {
            // An enumerator may not be disposed while it is asked for the next.
            await _cancel.CancelAsync();
            await _next;
            await _records.DisposeAsync();
            _cancel.Dispose();
        }
    }
}
