namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What must be true at the end of a sink, and after it.</summary>
static class LifetimeRules
{
    public static async Task DisposedAsync(SinkTrial trial)
    {
        var sink = trial.Sink;
        if (sink is not (IAsyncDisposable or IDisposable))
        {
            return;
        }

        await trial.WriteAsync(TrialRecords.Numbered(0, 5)).ConfigureAwait(false);
        await SinkTrial.DisposeAsync(sink).ConfigureAwait(false);
        if (await trial.TryWriteAsync(TrialRecords.Numbered(5, 5), CancellationToken.None).ConfigureAwait(false) is null)
        {
            throw trial.Broken("A write to the disposed sink returned as if its records were durable.");
        }

        try
        {
            await SinkTrial.DisposeAsync(sink).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw trial.Broken($"Disposing it a second time threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    public static async Task AnewAsync(SinkTrial trial)
    {
        for (var life = 0; life < 3; life++)
        {
            await trial.WriteAsync(TrialRecords.Numbered(life * 5, 5)).ConfigureAwait(false);
            await trial.DisposeSinkAsync().ConfigureAwait(false);
        }

        await trial.ExpectWrittenAsync().ConfigureAwait(false);
    }
}
