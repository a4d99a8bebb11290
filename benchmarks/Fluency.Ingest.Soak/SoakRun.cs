using System.Diagnostics;
using System.Globalization;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Soak;

/// <summary>A pipe in this process, against the endpoint in another, for some minutes; and the verdict.</summary>
sealed class SoakRun(TimeSpan duration, int seed)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // What a working set may differ by for no reason of ours: pages that the runtime has not given back yet.
    const long Slack = 16 * 1024 * 1024;

    readonly SoakLedger _ledger = new();
    readonly List<(long WorkingSet, long Heap)> _samples = [];

    /// <summary>Runs.</summary>
    /// <returns>Whether nothing was lost and memory stayed flat.</returns>
    public async Task<bool> RunAsync()
    {
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve", $"{seed}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            return await RunAsync(server);
        }
        finally
        {
            server.Kill();
        }
    }

    async Task<bool> RunAsync(Process server)
    {
        var addresses = (await server.StandardOutput.ReadLineAsync())!.Split(' ');
        var hearing = HearAsync(server.StandardOutput);
        using var drain = new CancellationTokenSource();
        await using var pipe = Build(addresses[0], addresses[1]);
        var running = pipe.RunAsync(drain.Token);
        Console.WriteLine($"seed {seed}, {duration.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes");

        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        while (clock.Elapsed < duration && !running.IsCompleted && await timer.WaitForNextTickAsync())
        {
            Sample(clock.Elapsed);
        }

        await server.StandardInput.WriteLineAsync("stop");
        await Task.WhenAny(hearing, running);
        await drain.CancelAsync();
        var done = await running;
        await hearing;
        Console.WriteLine($"received {done.Messages.Received}, complete {done.Messages.Complete}, returned {done.Messages.Returned}, rejected {done.Messages.Rejected}, overtaken {done.Messages.Overtaken}");
        return Judge();
    }

    Pipe Build(string serviceUrl, string queueUrl) => Pipe.CreateBuilder("soak")
        .From(new S3NotificationSource(new S3NotificationOptions
        {
            QueueUrl = queueUrl,
            ServiceUrl = serviceUrl,
            Region = "us-east-1",
            ForcePathStyle = true,
            AccessKeyId = "AKIASOAK",
            SecretAccessKey = "secret",
            VisibilityTimeout = TimeSpan.FromSeconds(20),
            WaitTime = TimeSpan.FromSeconds(5),
            MaxReturnDelay = TimeSpan.FromSeconds(2),
        }))
        .Route(route => route.To(_ledger))
        .Quarantine(new DelegateSink(_ledger.KeepAsync))
        .Configure(options =>
        {
            options.OrderHold = TimeSpan.FromSeconds(2);
            options.ReturnDelay = TimeSpan.FromSeconds(1);
            options.MaxReturnDelay = TimeSpan.FromSeconds(10);
            options.Objects.IdleTimeout = TimeSpan.FromSeconds(5);
        })
        .Build();

    async Task HearAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line && line != "END")
        {
            _ledger.Hear(line);
        }
    }

    void Sample(TimeSpan at)
    {
        // The working set before the collection, which would make it look smaller; what lives after it, since garbage that nobody has collected yet is no leak.
        var (workingSet, heap) = (Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: true));
        _samples.Add((workingSet, heap));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{at:hh\\:mm\\:ss}  messages {_ledger.Messages,8}  records {_ledger.Records,9}  duplicates {_ledger.Duplicates,6}  lost {_ledger.Lost}  working set {workingSet >> 20,4} MiB  heap {heap >> 20,4} MiB"));
    }

    // The first third is the warming up.
    bool Judge()
    {
        var third = _samples.Count / 3;
        var before = Median(_samples.Skip(third).Take(third).Select(static sample => sample.WorkingSet));
        var after = Median(_samples.Skip(2 * third).Select(static sample => sample.WorkingSet));
        var isFlat = after <= before + (before / 10) + Slack;
        var isWhole = _ledger is { Lost: 0, Disordered: 0, Open: 0, Messages: > 0 };
        Console.WriteLine(
            $"{(isFlat && isWhole ? "PASSED" : "FAILED")}: lost {_ledger.Lost}, out of order {_ledger.Disordered}, not delivered {_ledger.Open}; working set {before >> 20} MiB in the second third, {after >> 20} MiB in the last");
        return isFlat && isWhole;
    }

    static long Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
