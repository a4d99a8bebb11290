using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>What the status of a pipe says while a real queue and bucket let it do its work, or do not.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    const string Source = "source:trail";
    const string Sink = "sink:sink";
    const string Key = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/111122223333_CloudTrail_us-east-1_20260102T0000Z_abcdefghijklmnop.json";
    const string TestEvent = """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-02T00:00:00.000Z","Bucket":"logs","RequestId":"1","HostId":"2"}""";

    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    SourceFixture _fixture = null!;
    LocalIdentity _user = null!;

    static CancellationToken Token => SourceFixture.Token;

    public async ValueTask InitializeAsync()
    {
        _fixture = await SourceFixture.StartAsync();
        _fixture.Aws.Iam.RejectsUnknownKeys = true;
        _user = _fixture.Aws.Iam.AddUser("AKIATEST", "secret").Allow("*");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task TrailDelivers_EverythingTurnsGreenAndTheLagsAreKnown()
    {
        await using var pipe = Run();
        _fixture.Bucket.Put(Key, Body());

        var status = await UntilAsync(pipe, static status => StateOf(status, Sink) == FlowState.Flowing);

        status.Components.Should().OnlyContain(static component => component.State == FlowState.Flowing);
        Of(status, Source).Lags.Should().BeEquivalentTo(new { Event = TimeSpan.Zero, Delivery = TimeSpan.Zero, Queue = TimeSpan.Zero }, static lags => lags
            .Using<TimeSpan>(static lag => lag.Subject.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero)).WhenTypeIs<TimeSpan>());
        Of(status, Sink).Lags!.Event.Should().BeGreaterThan(TimeSpan.FromDays(1), "the record is of 2014");
    }

    [Fact]
    public async Task TestEvent_LeavesEverythingGrey()
    {
        await using var pipe = Run();
        _fixture.Queue.Send(TestEvent);
        await _fixture.Queue.WaitUntilEmptyAsync(Token);

        var status = await UntilAsync(pipe, static status => status.Statistics.Messages.Complete == 1);

        status.Components.Should().OnlyContain(static component => component.State == FlowState.Idle);
        Of(status, Source).Reason.Should().Contain("test events");
    }

    [Fact]
    public async Task GetObjectDenied_TheSourceIsRedWithTheRightUntilItIsGranted()
    {
        _user.Deny("s3:GetObject");
        await using var pipe = Run();
        _fixture.Bucket.Put(Key, Body());

        var denied = Of(await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Blocked), Source);
        denied.Reason.Should().Contain("Grant s3:GetObject on logs/*");
        denied.Errors[0].Cause.Should().Be("AccessDenied");

        _user.Reset();
        _user.Allow("*");
        await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Flowing && StateOf(status, Sink) == FlowState.Flowing);
    }

    [Fact]
    public async Task ReceiveDeniedAfterItHasWorked_TheSourceIsRedWithTheRightUntilItIsGranted()
    {
        await using var pipe = Run();
        _fixture.Bucket.Put(Key, Body());
        await UntilAsync(pipe, static status => StateOf(status, Sink) == FlowState.Flowing);

        _user.Deny("sqs:ReceiveMessage");
        var denied = Of(await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Blocked), Source);
        denied.Reason.Should().Contain("Grant sqs:ReceiveMessage");

        _user.Reset();
        _user.Allow("*");
        await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Flowing);
    }

    [Fact]
    public async Task FirstReceiveDenied_TheSourceStaysRedWithTheRight()
    {
        _user.Deny("sqs:ReceiveMessage");
        await using var pipe = Build();
        await pipe.Invoking(static pipe => pipe.RunAsync(Token)).Should().ThrowAsync<IngestException>();

        Of(pipe.GetStatus(), Source).Should().BeEquivalentTo(new { State = FlowState.Blocked });
        Of(pipe.GetStatus(), Source).Reason.Should().Contain("Grant sqs:ReceiveMessage");
    }

    [Fact]
    public async Task DeleteDenied_TheSourceIsRedWithTheRight()
    {
        _user.Deny("sqs:DeleteMessage");
        await using var pipe = Run();
        _fixture.Bucket.Put(Key, Body());

        var status = await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Blocked);

        Of(status, Source).Reason.Should().Contain("Grant sqs:DeleteMessage");
        StateOf(status, Sink).Should().Be(FlowState.Flowing);
    }

    [Fact]
    public async Task QueueFailsForAWhile_TheSourceIsAmberUntilItAnswers()
    {
        await using var pipe = Run();
        var fault = _fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Effect = FaultEffect.Answer(500, "InternalError") });

        var status = await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Degraded);
        Of(status, Source).Reason.Should().StartWith("Receives from the queue").And.Contain("InternalError");

        _fixture.Aws.Faults.Remove(fault);
        await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Idle);
    }

    [Fact]
    public async Task Spans_OfObjects_HaveTheRequestIdsOfS3()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == IngestDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var key = $"{Guid.NewGuid()}.json";
        await using var pipe = Run();
        _fixture.Bucket.Put(key, Body());
        await UntilAsync(pipe, static status => status.Statistics.Messages.Complete == 1);

        var read = spans.Single(span => (string?)span.GetTagItem("aws.s3.key") == key);
        read.OperationName.Should().Be("read object");
        read.GetTagItem("aws.s3.bucket").Should().Be("logs");
        read.GetTagItem("aws.request_id").Should().BeOfType<string>().Which.Should().NotBeEmpty();
        read.GetTagItem("aws.extended_request_id").Should().BeOfType<string>().Which.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Calls_ToTheQueue_AreMeasuredByTheConventionsForMessaging()
    {
        var queue = _fixture.Aws.Sqs.CreateQueue($"q-{Guid.NewGuid():n}");
        var calls = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == IngestDiagnostics.MeterName && instrument.Name.StartsWith("messaging.client.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Note(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value);
            if ((string?)all["messaging.destination.name"] == queue.Name)
            {
                calls.Enqueue($"{name} {all["messaging.system"]} {all["messaging.operation.name"]} {all.GetValueOrDefault("error.type")}".TrimEnd());
            }
        }

        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument.Name, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note($"{instrument.Name} {value}", tags));
        listener.Start();
        queue.Send(TestEvent);
        _user.Deny("sqs:DeleteMessage");
        await using var pipe = Run(queue.Url);
        await UntilAsync(pipe, static status => StateOf(status, Source) == FlowState.Blocked);

        calls.Should().Contain("messaging.client.operation.duration aws_sqs ReceiveMessage")
            .And.Contain("messaging.client.consumed.messages 1 aws_sqs ReceiveMessage")
            .And.Contain(static call => call.StartsWith("messaging.client.operation.duration aws_sqs DeleteMessageBatch"));
    }

    static ReadOnlyMemory<byte> Body() => Encoding.UTF8.GetBytes("""{"Records":[{"eventTime":"2014-03-06T21:22:54Z","eventName":"StartInstances"}]}""");

    static ComponentStatus Of(PipeStatus status, string id) => status.Components.Single(component => component.Id == id);

    static FlowState StateOf(PipeStatus status, string id) => Of(status, id).State;

    /// <summary>Waits for a status, as a page would: by the change feed.</summary>
    static async Task<PipeStatus> UntilAsync(Pipe pipe, Func<PipeStatus, bool> condition)
    {
        // Far longer than any of these takes, so that a state that never comes fails its test instead of hanging it.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        await foreach (var status in pipe.WatchStatusAsync(Often, limit.Token))
        {
            if (condition(status))
            {
                return status;
            }
        }

        Token.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"What the test waits for does not come. The status is: {JsonSerializer.Serialize(pipe.GetStatus(), StatusJson.PipeStatus)}");
    }

    /// <summary>A pipe that runs until it is disposed.</summary>
    Pipe Run(string? queueUrl = null)
    {
        var pipe = Build(queueUrl);
        _ = pipe.RunAsync(Token);
        return pipe;
    }

    Pipe Build(string? queueUrl = null) => Pipe.CreateBuilder("test")
        .From(_fixture.CreateSource(options => (options.QueueUrl, options.WaitTime) = (queueUrl ?? options.QueueUrl, TimeSpan.Zero)), "trail")
        .Route(static route => route.To(new NullSink(), "sink"))
        .Configure(static options => (options.ReturnDelay, options.MaxReturnDelay) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)))
        .Build();
}
