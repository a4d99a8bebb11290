using System.Buffers;
using System.Text;

namespace Fluency.Ingest.Testing.Conformance;

/// <summary>One check of one sink: writes batches as a pipe does, knows what was written, and compares it with the store.</summary>
sealed class SinkTrial(SinkRule rule, SinkUnderTest under, CancellationToken cancellationToken) : IAsyncDisposable
{
    readonly List<string> _written = [];
    ISink? _sink;

    public SinkUnderTest Under => under;

    public ISink Sink => _sink ??= under.Create();

    /// <summary>Whether there is an order to keep: sinks with several writes at once have none.</summary>
    public bool IsInOrder => Sink.MaxConcurrentWrites == 1;

    /// <summary>Writes a batch, which must succeed, and overwrites its memory afterwards.</summary>
    public async Task WriteAsync(IReadOnlyList<byte[]> records)
    {
        if (await TryWriteAsync(records, cancellationToken).ConfigureAwait(false) is { } exception)
        {
            throw Broken($"A write of {records.Count} records to a store that works threw {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a batch that may fail, and overwrites its memory afterwards.</summary>
    /// <returns>What the sink threw. If nothing, the records count as written.</returns>
    public async Task<Exception?> TryWriteAsync(IReadOnlyList<byte[]> records, CancellationToken token)
    {
        using var batch = RecordBatches.Of(records, TrialRecords.Edit);
        var texts = TextsOf(batch);
        batch.IsLent = true;
        try
        {
            await Sink.WriteAsync(batch, token).ConfigureAwait(false);
            Written(texts);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
        finally
        {
            batch.IsLent = false;
            batch.Overwrite();
        }
    }

    /// <summary>Says of records that they must be in the store from now on.</summary>
    public void Written(IEnumerable<string> texts) => _written.AddRange(texts);

    /// <summary>The records of a batch as a sink writes them.</summary>
    public static string[] TextsOf(RecordBatch batch) => [.. batch.Select(TextOf)];

    /// <summary>Disposes the sink; the next one is made anew.</summary>
    public async Task DisposeSinkAsync()
    {
        var sink = _sink;
        _sink = null;
        await DisposeAsync(sink).ConfigureAwait(false);
    }

    public static async Task DisposeAsync(ISink? sink)
    {
        switch (sink)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }
    }

    /// <summary>The store has exactly what was written.</summary>
    public async Task ExpectWrittenAsync() => Compare([.. _written], await StoredAsync().ConfigureAwait(false));

    /// <summary>The store has what was written; it may have it more than once, since writes were tried again.</summary>
    public async Task ExpectWrittenAtLeastOnceAsync() => Compare([.. _written.Distinct()], [.. (await StoredAsync().ConfigureAwait(false)).Distinct()]);

    public Task BreakAsync() => under.BreakAsync(cancellationToken).AsTask();

    public Task MendAsync() => under.MendAsync(cancellationToken).AsTask();

    public SinkConformanceException Broken(string problem, Exception? exception = null) =>
        new($"{rule.Name}: {problem} The rule: {rule.Requirement}", exception);

    public ValueTask DisposeAsync() => new(DisposeSinkAsync());

    async Task<string[]> StoredAsync() =>
        [.. (await under.ReadAsync(cancellationToken).ConfigureAwait(false)).Select(static record => Encoding.UTF8.GetString(CompactJson.Of(record.Span)))];

    void Compare(string[] written, string[] stored)
    {
        if (!IsInOrder)
        {
            Array.Sort(written, StringComparer.Ordinal);
            Array.Sort(stored, StringComparer.Ordinal);
        }

        for (var i = 0; i < Math.Max(stored.Length, written.Length); i++)
        {
            if (i >= stored.Length)
            {
                throw Broken($"{written.Length} records were written and {stored.Length} are stored; the first that is missing is {Short(written[i])}.");
            }

            if (i >= written.Length)
            {
                throw Broken($"{written.Length} records were written and {stored.Length} are stored; the first that is too much is {Short(stored[i])}.");
            }

            if (stored[i] != written[i])
            {
                throw Broken($"Record {i} of {written.Length} was written as {Short(written[i])} and is stored as {Short(stored[i])}.");
            }
        }
    }

    static string TextOf(Record record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        record.WriteTo(bytes);
        return Encoding.UTF8.GetString(CompactJson.Of(bytes.WrittenSpan));
    }

    // 200 characters show where two records differ often enough, and fit into a terminal.
    static string Short(string text) => text.Length <= 200 ? text : $"{text[..200]}... ({text.Length} characters)";
}
