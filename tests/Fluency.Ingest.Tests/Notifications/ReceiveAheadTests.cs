using Fluency.Ingest.Notifications;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class ReceiveAheadTests : IDisposable
{
    readonly CancellationTokenSource _drain = new();
    readonly List<TaskCompletionSource<Received>> _receives = [];
    readonly List<Received> _givenBack = [];
    Func<Task> _wanted = static () => Task.CompletedTask;

    [Fact]
    public async Task Next_FullReceives_SeveralAreUnderWay()
    {
        await using var ahead = Begin();

        for (var turn = 0; turn < 4; turn++)
        {
            await TakeAsync(ahead, turn, isFull: true);
        }

        AnswerAll();
        _receives.Should().HaveCount(4 + 7, "four came, all but the first a reason for twice as many at once, of which one is begun only when it is waited for");
    }

    [Fact]
    public async Task Next_ReceiveThatIsNotFull_OneByOne()
    {
        await using var ahead = Begin();

        for (var turn = 0; turn < 4; turn++)
        {
            await TakeAsync(ahead, turn, isFull: false);
        }

        _receives.Should().HaveCount(4);
        ahead.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task Next_LaterReceiveComesFirst_IsGivenFirst()
    {
        await using var ahead = Begin();
        await TakeAsync(ahead, 0, isFull: true);
        await TakeAsync(ahead, 1, isFull: true);
        var next = ahead.NextAsync();
        var late = Answer(3, isFull: false);

        (await next).Should().BeSameAs(late);

        AnswerAll();
    }

    [Fact]
    public async Task Next_NothingWanted_ReceivesNothingUntilItIs()
    {
        var wanted = new TaskCompletionSource();
        _wanted = () => wanted.Task;
        await using var ahead = Begin();

        var next = ahead.NextAsync();
        _receives.Should().BeEmpty();
        wanted.SetResult();
        await Until.TrueAsync(() => _receives.Count == 1);

        Answer(0, isFull: false);
        (await next).Should().NotBeNull();
    }

    [Fact]
    public async Task Next_NothingMoreWanted_NoneIsBegunAhead()
    {
        await using var ahead = Begin();
        await TakeAsync(ahead, 0, isFull: true);
        var next = ahead.NextAsync();
        _wanted = static () => new TaskCompletionSource().Task;
        Answer(1, isFull: true);

        await next;

        _receives.Should().HaveCount(2);
    }

    [Fact]
    public async Task Next_Drained_IsNullOnceAllHaveComeHome()
    {
        await using var ahead = Begin();
        var next = ahead.NextAsync();
        await _drain.CancelAsync();
        var last = Answer(0, isFull: true);

        (await next).Should().BeSameAs(last, "what came all the same is not kept back");

        (await ahead.NextAsync()).Should().BeNull();
        _receives.Should().HaveCount(1);
    }

    [Fact]
    public async Task Next_ReceiveFailedForGood_Throws()
    {
        await using var ahead = Begin();
        var next = ahead.NextAsync();
        _receives[0].SetException(new IngestException(FailureCause.AccessDenied, "no"));

        await FluentActions.Awaiting(async () => await next).Should().ThrowAsync<IngestException>();
    }

    [Fact]
    public async Task Dispose_ReceivesUnderWay_AreGivenBackWhenTheyCome()
    {
        var ahead = Begin();
        await TakeAsync(ahead, 0, isFull: true);
        await TakeAsync(ahead, 1, isFull: true);
        var unasked = _receives.Count - 2;

        var disposing = ahead.DisposeAsync().AsTask();
        disposing.IsCompleted.Should().BeFalse("they may bring messages");
        AnswerAll();
        await disposing;

        unasked.Should().BePositive();
        _givenBack.Should().HaveCount(unasked);
    }

    public void Dispose() => _drain.Dispose();

    ReceiveAhead Begin() => new(
        _ =>
        {
            var receive = new TaskCompletionSource<Received>();
            lock (_receives)
            {
                _receives.Add(receive);
            }

            return receive.Task;
        },
        received =>
        {
            _givenBack.Add(received);
            return ValueTask.CompletedTask;
        },
        _ => _wanted(),
        new ReceiveWidth(10),
        _drain.Token);

    async Task TakeAsync(ReceiveAhead ahead, int receive, bool isFull)
    {
        var next = ahead.NextAsync();
        Answer(receive, isFull);
        await next;
    }

    Received Answer(int receive, bool isFull)
    {
        var received = new Received { IsKnown = true, IsFull = isFull };
        _receives[receive].SetResult(received);
        return received;
    }

    void AnswerAll() => _receives.ForEach(static receive => receive.TrySetResult(new Received()));
}
