using System.Threading.Channels;
using Fluency.Ingest.Deliveries;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

/// <summary>Batched calls that wait for the test to answer them.</summary>
sealed class HeldCalls
{
    readonly Channel<HeldCall> _calls = Channel.CreateUnbounded<HeldCall>();
    int _count;
    SqsOutcome? _answer;

    public int Count => Volatile.Read(ref _count);

    public Task<IReadOnlyList<SqsOutcome>> CallAsync(IReadOnlyList<SqsRequest> requests)
    {
        Interlocked.Increment(ref _count);
        var call = new HeldCall(requests);
        if (_answer is { } answer)
        {
            call.Answer(answer);
        }

        _calls.Writer.TryWrite(call);
        return call.Outcomes;
    }

    public async Task<HeldCall> NextAsync() => await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Answers the calls that are held, and at once all that come.</summary>
    public void AnswerAll(SqsOutcome outcome, IEnumerable<HeldCall> held)
    {
        _answer = outcome;
        foreach (var call in held)
        {
            call.Answer(outcome);
        }
    }
}
