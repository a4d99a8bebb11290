namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What must be true of writes to a store that fails.</summary>
static class FailureRules
{
    const int Tries = 3;

    public static async Task ToldAsync(SinkTrial trial)
    {
        await trial.WriteAsync(TrialRecords.Numbered(0, 5)).ConfigureAwait(false);
        await trial.BreakAsync().ConfigureAwait(false);
        await FailAsync(trial).ConfigureAwait(false);
        await trial.MendAsync().ConfigureAwait(false);

        // What it had stored before it failed may be there, and then is there a second time.
        await trial.WriteAsync(TrialRecords.Numbered(5, 5)).ConfigureAwait(false);
        await trial.ExpectWrittenAtLeastOnceAsync().ConfigureAwait(false);
    }

    public static async Task MendedAsync(SinkTrial trial)
    {
        var next = 0;
        for (var outage = 0; outage < 3; outage++)
        {
            await trial.WriteAsync(TrialRecords.Numbered(next, 5)).ConfigureAwait(false);
            next += 5;
            await trial.BreakAsync().ConfigureAwait(false);
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                _ = await trial.TryWriteAsync(TrialRecords.Numbered(next, 5), CancellationToken.None).ConfigureAwait(false);
            }

            await trial.MendAsync().ConfigureAwait(false);
            await trial.WriteAsync(TrialRecords.Numbered(next, 5)).ConfigureAwait(false);
            next += 5;
        }

        await trial.ExpectWrittenAtLeastOnceAsync().ConfigureAwait(false);
    }

    static async Task FailAsync(SinkTrial trial)
    {
        var records = TrialRecords.Numbered(5, 5);
        switch (await trial.TryWriteAsync(records, CancellationToken.None).ConfigureAwait(false))
        {
            case null:
                throw trial.Broken("A write to a store that fails returned as if its records were durable.");
            case SinkException { FailedRecords: { } failed } when failed.Any(position => position < 0 || position >= records.Count):
                throw trial.Broken($"The SinkException names the records {string.Join(", ", failed)} of a batch of {records.Count}.");
            case SinkException { FailedRecords: { } failed }:
                using (var batch = RecordBatches.Of(records, TrialRecords.Edit))
                {
                    var texts = SinkTrial.TextsOf(batch);
                    trial.Written(texts.Where((_, position) => !failed.Contains(position)));
                }

                break;
            default:
                break;
        }
    }
}
