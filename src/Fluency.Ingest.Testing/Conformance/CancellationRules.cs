namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What must be true of writes that are cancelled: what became of their records is unknown, but nothing else is harmed.</summary>
static class CancellationRules
{
    const int Rounds = 50;

    public static async Task BeforeAsync(SinkTrial trial)
    {
        var records = TrialRecords.Numbered(0, 3);
        var exception = await trial.TryWriteAsync(records, new CancellationToken(canceled: true)).ConfigureAwait(false);
        await EndAsync(trial, records, exception, isCancelled: true).ConfigureAwait(false);
        await trial.ExpectWrittenAtLeastOnceAsync().ConfigureAwait(false);
    }

    public static async Task DuringAsync(SinkTrial trial)
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var records = TrialRecords.Numbered(round * 20, 20);
            var write = trial.TryWriteAsync(records, cancellation.Token);
            for (var step = 0; step < round; step++)
            {
                // Further into the write in each round.
                await Task.Yield();
            }

            await cancellation.CancelAsync().ConfigureAwait(false);
            await EndAsync(trial, records, await write.ConfigureAwait(false), isCancelled: false).ConfigureAwait(false);
        }

        await trial.ExpectWrittenAtLeastOnceAsync().ConfigureAwait(false);
    }

    // A pipe tries what was cancelled again.
    static async Task EndAsync(SinkTrial trial, IReadOnlyList<byte[]> records, Exception? exception, bool isCancelled)
    {
        if (exception is null)
        {
            return;
        }

        if (exception is not (OperationCanceledException or SinkException) || (isCancelled && exception is not OperationCanceledException))
        {
            throw trial.Broken($"A write whose token was cancelled threw {exception.GetType().Name}: {exception.Message}", exception);
        }

        await trial.WriteAsync(records).ConfigureAwait(false);
    }
}
