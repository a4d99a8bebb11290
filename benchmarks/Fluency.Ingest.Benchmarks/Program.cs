using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fluency.Ingest.Benchmarks;
using Fluency.Ingest.Benchmarks.Growth;
using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;
using Fluency.Ingest.Benchmarks.Rivals;

switch (args)
{
    case ["ratios", ..]:
        Environment.ExitCode = await RatioCommand.RunAsync(args[1..]);
        return;
    case ["spin", var row, var data, var seconds]:
        Environment.ExitCode = await RatioCommand.SpinAsync(row, data, seconds);
        return;
    case ["growth", ..]:
        Environment.ExitCode = await GrowthCommand.RunAsync(args[1..]);
        return;
    case ["rivals", ..]:
        Environment.ExitCode = await RivalTable.RunAsync(args[1..]);
        return;
    case ["readme"]:
        Environment.ExitCode = ReadmeFigures.Write();
        return;
    case ["engine"]:
        await EngineFigures.RunAsync();
        return;
    case ["engine", "large" or "small"]:
        var size = args[1];
        Console.WriteLine((await EngineFigures.SecondsAsync(size)).ToString(CultureInfo.InvariantCulture));
        return;
    case ["engine", ..]:
        Console.Error.WriteLine("engine [large | small]: what the engine costs over bare decoding, what order costs, and what a second processor gives; or the seconds of one kind.");
        Environment.ExitCode = 2;
        return;
    case ["loop"] or ["loop", "--write"]:
        await LoopFigures.RunAsync(isKept: args.Length > 1);
        return;
    case ["loop", "--server", var url]:
        await LoopFigures.RunAsync(new Uri(url));
        return;
    case ["latency"] or ["latency", "--write"]:
        await LatencyFigures.RunAsync(isKept: args.Length > 1);
        return;
    case ["loop-stub", var milliseconds]:
        await new LoopStub(TimeSpan.FromMilliseconds(int.Parse(milliseconds, CultureInfo.InvariantCulture))).RunAsync();
        return;
}

// Runs in this process: the libraries are built already, and nothing is downloaded.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
