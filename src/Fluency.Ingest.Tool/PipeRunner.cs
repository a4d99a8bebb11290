using System.Globalization;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace Fluency.Ingest.Tool;

/// <summary>Runs a pipe to its end or to a signal, shows how it gets on, and says what it did.</summary>
sealed class PipeRunner(ToolContext tool, ToolLoggers loggers, OutputEnd output)
{
    const string Done = "done";

    static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The tool's own, which is not shown while it is empty, since no configuration names it.</summary>
    public ToolQuarantine? Quarantine { get; init; }

    public bool UntilEmpty { get; init; }

    public bool ShowsProgress { get; init; }

    public string? StatisticsPath { get; init; }

    /// <summary>What is received: one, and many of them.</summary>
    public (string One, string Many) Deliveries { get; init; } = ("delivery", "deliveries");

    /// <summary>Whether the run counts as done, where nothing stopped it.</summary>
    public Func<PipeStatistics, bool> IsDone { get; init; } = static _ => true;

    /// <summary>What to warn of at the end, where nothing stopped it.</summary>
    public Func<PipeStatistics, IEnumerable<string>> WarningsOf { get; init; } = static _ => [];

    /// <summary>Whether nobody needs to be told that the reader of standard output has gone: who runs <c>decode | head</c> knows.</summary>
    public bool EndsQuietlyWithItsReader { get; init; }

    public async Task<int> RunAsync(Pipe pipe)
    {
        var started = tool.Time.GetTimestamp();
        using var signals = tool.ListenToSignals();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(signals.Drain, output.Token);
        using var told = signals.Drain.Register(() => loggers.Write(LogLevel.Information, DrainText(pipe), exception: null));
        using var aborted = signals.Abort.Register(() => pipe.Abort("a second signal came"));
        using var ended = output.Token.Register(() => EndQuietly(pipe));
        var isFailed = !await TryRunAsync(pipe, drain.Token).ConfigureAwait(false);
        var statistics = Shown(pipe.Statistics);
        var isWritten = await TryWriteAsync(statistics, RunUsage.Since(started, tool.Time)).ConfigureAwait(false);
        if (output.Token.IsCancellationRequested)
        {
            return EndOfOutput(isWritten);
        }

        var isStopped = signals.Drain.IsCancellationRequested;
        Tell(statistics, tool.Time.GetElapsedTime(started), isFailed ? "failed" : isStopped ? "stopped" : Done);
        return isFailed || !isWritten || (!isStopped && !IsDone(statistics)) ? ExitCode.Failed
            : isStopped ? ExitCode.Stopped
            : ExitCode.Done;
    }

    // At once, or whoever sent the signal takes the process for one that hangs.
    static string DrainText(Pipe pipe) =>
        $"draining: work in hand is finished within {Wording.Time(pipe.State.Options.DrainTimeout)} (Pipe:DrainTimeout); a second signal gives it up";

    void Tell(PipeStatistics statistics, TimeSpan elapsed, string end)
    {
        if (end == Done)
        {
            tool.WriteWarnings(WarningsOf(statistics));
        }

        tool.Error.WriteLine(Summary(statistics, elapsed, end));
        if (Quarantine is not null && statistics.Sinks.TryGetValue(Quarantine.Name, out var kept))
        {
            tool.Error.WriteLine(Quarantine.Describe(kept, statistics));
        }
    }

    async Task<bool> TryRunAsync(Pipe pipe, CancellationToken drainToken)
    {
        try
        {
            await using (pipe.ConfigureAwait(false))
            {
                var run = UntilEmpty ? pipe.RunUntilEmptyAsync(drainToken) : pipe.RunAsync(drainToken);
                await ShowProgressAsync(pipe, run).ConfigureAwait(false);
                await run.ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception)
        {
            tool.WriteErrors([ToolLoggers.IsForeseen(exception) ? exception.Message : $"{exception.GetType().Name}: {exception.Message}"]);
            return false;
        }
    }

    // Never done: records are missing in it.
    int EndOfOutput(bool isWritten)
    {
        if (output.IsByReader && EndsQuietlyWithItsReader)
        {
            return isWritten ? ExitCode.ReaderGone : ExitCode.Failed;
        }

        tool.WriteErrors([$"{output.Reason.TrimEnd('.')}. The run ended there, and its output is not whole. Nothing was deleted where it came from: run it again over the same input."]);
        return ExitCode.Failed;
    }

    void EndQuietly(Pipe pipe)
    {
        loggers.Mute();
        pipe.Abort();
    }

    async Task ShowProgressAsync(Pipe pipe, Task run)
    {
        if (tool.Terminal is not { } terminal || !ShowsProgress)
        {
            return;
        }

        await terminal.Status().StartAsync("starting", async status =>
        {
            while (!run.IsCompleted)
            {
                status.Status(Progress(pipe.Statistics));
                await Task.WhenAny(run, Task.Delay(ProgressInterval, tool.Time)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    async Task<bool> TryWriteAsync(PipeStatistics statistics, RunUsage usage)
    {
        try
        {
            if (StatisticsPath is not null)
            {
                await StatisticsFile.WriteAsync(StatisticsPath, statistics, usage).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The last is how .NET tells that a file may not grow so large.
            tool.WriteErrors([$"The statistics could not be written to {StatisticsPath}: {exception.Message}"]);
            return false;
        }
    }

    PipeStatistics Shown(PipeStatistics statistics) => statistics with
    {
        Sinks = statistics.Sinks.Where(sink => sink.Key != Quarantine?.Name || sink.Value.Records > 0).ToDictionary(),
    };

    static string Progress(PipeStatistics done) =>
        string.Create(CultureInfo.InvariantCulture, $"{done.Messages.Complete:N0} of {done.Messages.Received:N0} complete, {Wording.Count(done.Records.Read, "record", "records")}");

    string Summary(PipeStatistics done, TimeSpan elapsed, string end)
    {
        var (messages, records) = (done.Messages, done.Records);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{end} after {elapsed.TotalSeconds:N1} s: {Wording.Count(messages.Received, Deliveries.One, Deliveries.Many)} received, {messages.Complete:N0} complete, {messages.Returned:N0} returned, {messages.Rejected:N0} rejected; {Wording.Count(records.Read, "record", "records")} read, {records.Delivered:N0} delivered, {records.Dropped:N0} dropped, {records.Unrouted:N0} unrouted, {records.Quarantined:N0} quarantined");
    }
}
