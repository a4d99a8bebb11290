using Fluency.Ingest.Testing.Faults;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>A receive while it waits: it dies with its client, or, if a fault makes it a lost one, outlives it.</summary>
readonly struct Poll
{
    readonly Call _call;
    readonly bool _isLost;

    Poll(Call call, bool isLost)
    {
        _call = call;
        _isLost = isLost;
    }

    public LocalRequest Request => _call.Log;

    public CancellationToken Left => _isLost ? _call.Aws.Stopping : _call.Aborted;

    public static Poll Of(Call call) => new(call, call.Aws.Faults.At(FaultPoint.Poll, call.Log).Any());

    /// <summary>Called before messages are taken, so that nobody's poll swallows them.</summary>
    public void ThrowIfDead()
    {
        if (!_isLost && _call.ClientHasLeft())
        {
            throw new OperationCanceledException("The client has left its poll.");
        }
    }
}
