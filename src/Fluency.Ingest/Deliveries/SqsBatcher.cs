namespace Fluency.Ingest.Deliveries;

/// <summary>Gathers requests into calls of ten without keeping a lonely one waiting: whatever queues up while a call is under way goes into the next.</summary>
/// <param name="call">Makes a call for up to ten requests and says what came of each. Must not throw.</param>
sealed class SqsBatcher(Func<IReadOnlyList<SqsRequest>, Task<IReadOnlyList<SqsOutcome>>> call)
{
    // SQS's own limit: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    const int MaxBatch = 10;

    // A further call is started only when it is full, so that there are no more than the rate and the round trip ask for: at 100 ms, 64 settle 6,400 messages a second.
    const int MaxCalls = 64;

    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = new();
    TaskCompletionSource _idle = Completed();
    int _calls;

    /// <summary>Submits one request.</summary>
    /// <returns>What came of it. Never fails.</returns>
    public Task<SqsOutcome> SubmitAsync(SqsRequest request) => Submit([request])[0];

    /// <summary>Submits requests together, so that they share calls.</summary>
    /// <returns>What came of each, by position.</returns>
    public Task<SqsOutcome>[] Submit(IReadOnlyList<SqsRequest> requests)
    {
        var submitted = new Task<SqsOutcome>[requests.Count];
        lock (_lock)
        {
            for (var at = 0; at < submitted.Length; at++)
            {
                var waiting = new Waiting(requests[at]);
                _waiting.Enqueue(waiting);
                submitted[at] = waiting.Outcome.Task;
            }

            StartCalls();
        }

        return submitted;
    }

    /// <summary>Completes when no request is left.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return _idle.Task;
        }
    }

    // Under the lock. A second call is started only for a full batch: else two half-empty ones would cost twice and be no faster.
    void StartCalls()
    {
        while (_waiting.Count > 0 && (_calls == 0 || (_waiting.Count >= MaxBatch && _calls < MaxCalls)))
        {
            if (_calls++ == 0 && _idle.Task.IsCompleted)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            var batch = new Waiting[Math.Min(_waiting.Count, MaxBatch)];
            for (var at = 0; at < batch.Length; at++)
            {
                batch[at] = _waiting.Dequeue();
            }

            // Observed through the idle task; it cannot fail.
            _ = Task.Run(() => CallAsync(batch));
        }
    }

    async Task CallAsync(Waiting[] batch)
    {
        var outcomes = await call(Array.ConvertAll(batch, static waiting => waiting.Request)).ConfigureAwait(false);
        for (var at = 0; at < batch.Length; at++)
        {
            batch[at].Outcome.SetResult(outcomes[at]);
        }

        lock (_lock)
        {
            _calls--;
            StartCalls();
            if (_calls == 0)
            {
                _idle.SetResult();
            }
        }
    }

    static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    sealed record Waiting(SqsRequest Request)
    {
        public TaskCompletionSource<SqsOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
