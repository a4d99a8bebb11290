using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What nobody foresaw: it comes again, but not for ever, and is kept.</summary>
public sealed class UnforeseenFailureTests
{
    readonly CollectingSink _sink = new();
    readonly CollectingSink _quarantine = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UnforeseenFailure_MaxReceivesTimes_IsQuarantinedWithWhatItCarried()
    {
        var queue = new FakeQueue();
        queue.Add("1", new UnforeseenObject()).Payload = "the body"u8.ToArray();
        queue.Add("2", Some.Object("good", 1));

        await RunAsync(queue);

        queue.SettlementsOf("1").Should().HaveCount(3).And.HaveElementAt(2, Disposition.Complete);
        queue.SettlementsOf("1").Take(2).Should().AllBeOfType<ReturnDisposition>();
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("Unexpected").And.Contain("nobody thought of it").And.Contain("the body");
        _sink.Records.Should().Equal(Some.RecordText("good", 0));
    }

    [Fact]
    public async Task UnforeseenFailure_SourceKeepsRejected_IsRejected()
    {
        var queue = new FakeQueue { KeepsRejected = true };
        queue.Add("1", new UnforeseenObject());

        await RunAsync(queue);

        queue.SettlementsOf("1").Should().HaveCount(3).And.Subject.Last().Should().BeOfType<RejectDisposition>().Which.Reason.Should().Contain("nobody thought of it");
    }

    [Fact]
    public async Task UnforeseenFailure_WhatWasReadBeforeIt_IsDurableBeforeItIsGivenUp()
    {
        var queue = new FakeQueue();
        queue.Add("1", Some.Object("before", 2), new UnforeseenObject());
        await RunAsync(queue);

        _quarantine.Records.Should().ContainSingle();
        _sink.Records.Distinct().Should().BeEquivalentTo([Some.RecordText("before", 0), Some.RecordText("before", 1)]);
    }

    [Fact]
    public async Task UnforeseenFailure_BehindAnotherDelivery_WhatWasReadBeforeItIsDurableAllTheSame()
    {
        var queue = new FakeQueue();
        var (slow, open) = (Some.Object("slow", 1), new TaskCompletionSource());
        slow.BeforeOpen = (_, token) => open.Task.WaitAsync(token);
        queue.Add("0", slow);
        queue.Add("1", Some.Object("before", 2), new UnforeseenObject());
        await using var pipe = Builder(queue).Configure(options => options.MaxReceives = 1).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.QuietAsync();

        open.SetResult();

        (await run).Records.Delivered.Should().Be(3);
        _quarantine.Records.Should().ContainSingle();
        _sink.Records.Should().Equal(Some.RecordText("slow", 0), Some.RecordText("before", 0), Some.RecordText("before", 1));
    }

    [Fact]
    public async Task Delivery_HoldsNull_IsQuarantinedWithWhatIsNull()
    {
        var queue = new FakeQueue();
        queue.Add("1", [null!]);
        queue.Add("2", (ISourceObject[])null!);
        queue.Add("3", new UnopenedObject(null!));
        queue.Add("4", new UnopenedObject(Some.Object("unopened").Reference));

        await RunAsync(queue);

        _quarantine.Records.Should().HaveCount(4);
        string[] expected =
        [
            "The source 'FakeQueue' is at fault: Objects of its delivery 1 holds null.",
            "The source 'FakeQueue' is at fault: Objects of its delivery 2 is null.",
            "The source 'FakeQueue' is at fault: Objects of its delivery 3 holds one whose Reference is null.",
            "fake://unopened has no content: OpenAsync of UnopenedObject returned null.",
        ];
        expected.Should().OnlyContain(reason => _quarantine.Records.Count(record => record.Contains(reason, StringComparison.Ordinal)) == 1);
    }

    [Fact]
    public async Task OnFailureThrows_WhatTheTableProposesIsDone()
    {
        var queue = new FakeQueue();
        var calls = 0;
        var forbidden = Some.Object("forbidden");
        forbidden.BeforeOpen = (_, _) => throw new IngestException(FailureCause.AccessDenied, "no s3:GetObject");
        queue.Add("1", forbidden);
        await using var pipe = Builder(queue).OnFailure(_ => ++calls > 0 ? throw new InvalidOperationException("a bug of the user's") : null).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        calls.Should().Be(3);
        forbidden.Opened.Should().Be(3);
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("no s3:GetObject").And.NotContain("a bug of the user's");
    }

    [Fact]
    public async Task OnFailureThrows_AnOutageIsStillNobodysPoison()
    {
        var queue = new FakeQueue();
        var away = Some.Object("away", 1);
        var tries = 0;
        away.BeforeOpen = (_, _) => ++tries < 10 ? throw new IngestException(FailureCause.Throttled, "slow down") : Task.CompletedTask;
        queue.Add("1", away);
        await using var pipe = Builder(queue).OnFailure(_ => throw new InvalidOperationException("a bug of the user's")).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _sink.Records.Should().Equal(Some.RecordText("away", 0));
        _quarantine.Records.Should().BeEmpty();
    }

    PipeBuilder Builder(FakeQueue queue) => Pipe.CreateBuilder("test").From(queue).Route(route => route.To(_sink, "sink")).Quarantine(_quarantine)
        .Configure(options => options.MaxReceives = 3);

    async Task RunAsync(FakeQueue queue)
    {
        await using var pipe = Builder(queue).Build();
        await pipe.RunUntilEmptyAsync(Cancelled);
    }

    sealed class UnforeseenObject : ISourceObject
    {
        public ObjectReference Reference => throw new InvalidOperationException("nobody thought of it");

        public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    sealed class UnopenedObject(ObjectReference reference) : ISourceObject
    {
        public ObjectReference Reference => reference;

        public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default) => new((ObjectContent)null!);
    }
}
