namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What must be true of every write that succeeds.</summary>
static class DeliveryRules
{
    // More than one write of a pipe holds by default (1,024 records).
    const int ManyRecords = 20_000;
    const int MostAtOnce = 16;

    public static async Task WholeAsync(SinkTrial trial)
    {
        // Twice over: each record is once plain and once edited.
        await trial.WriteAsync([.. TrialRecords.Awkward.SelectMany(static record => new[] { record, record })]).ConfigureAwait(false);
        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }

    public static async Task OrderAsync(SinkTrial trial)
    {
        for (int write = 0, next = 0; write < 50; write++)
        {
            var count = 1 + (write % 7);
            await trial.WriteAsync(TrialRecords.Numbered(next, count)).ConfigureAwait(false);
            next += count;
        }

        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }

    public static async Task DurableAsync(SinkTrial trial)
    {
        for (var write = 0; write < 10; write++)
        {
            await trial.WriteAsync(TrialRecords.Numbered(write * 3, 3)).ConfigureAwait(false);
            await trial.ExpectWrittenAsync().ConfigureAwait(false);
        }
    }

    public static async Task LentAsync(SinkTrial trial)
    {
        await trial.WriteAsync(TrialRecords.Awkward).ConfigureAwait(false);
        await trial.WriteAsync(TrialRecords.Numbered(0, 100)).ConfigureAwait(false);
        await trial.WriteAsync(TrialRecords.Numbered(100, 1)).ConfigureAwait(false);
        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }

    public static async Task UntouchedAsync(SinkTrial trial)
    {
        // Not marked as lent, as the batches of a pipe are: disposing it would have its effect.
        using var batch = RecordBatches.Of(TrialRecords.Awkward, TrialRecords.Edit);
        var texts = SinkTrial.TextsOf(batch);
        await trial.Sink.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
        if (!SinkTrial.TextsOf(batch).SequenceEqual(texts))
        {
            throw trial.Broken($"After the write the batch has {batch.Count} records instead of {texts.Length}, or others than before: it was disposed or changed.");
        }
    }

    public static async Task HugeAsync(SinkTrial trial)
    {
        await trial.WriteAsync(TrialRecords.Numbered(0, ManyRecords)).ConfigureAwait(false);
        await trial.WriteAsync([TrialRecords.Large(trial.Under.MaxRecordBytes)]).ConfigureAwait(false);
        await trial.WriteAsync(TrialRecords.Numbered(ManyRecords, 1)).ConfigureAwait(false);
        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }

    public static async Task TogetherAsync(SinkTrial trial)
    {
        var atOnce = Math.Min(trial.Sink.MaxConcurrentWrites, MostAtOnce);
        var batches = Enumerable.Range(0, atOnce).Select(static write => RecordBatches.Of(TrialRecords.Numbered(write * 100, 100), TrialRecords.Edit)).ToArray();
        try
        {
            trial.Written(batches.SelectMany(SinkTrial.TextsOf));
            await Task.WhenAll(batches.Select(batch => Task.Run(async () => await trial.Sink.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false)))).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not SinkConformanceException)
        {
            throw trial.Broken($"One of {atOnce} writes at once threw {exception.GetType().Name}: {exception.Message}", exception);
        }
        finally
        {
            Array.ForEach(batches, static batch => batch.Dispose());
        }

        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }
}
