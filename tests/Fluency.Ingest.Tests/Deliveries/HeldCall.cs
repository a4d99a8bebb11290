using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Tests.Deliveries;

/// <summary>One call of <see cref="HeldCalls"/>.</summary>
sealed class HeldCall(IReadOnlyList<SqsRequest> requests)
{
    readonly TaskCompletionSource<IReadOnlyList<SqsOutcome>> _outcomes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Handles { get; } = [.. requests.Select(static request => request.ReceiptHandle)];

    public Task<IReadOnlyList<SqsOutcome>> Outcomes => _outcomes.Task;

    public void Answer(SqsOutcome outcome) => _outcomes.SetResult([.. Handles.Select(_ => outcome)]);
}
