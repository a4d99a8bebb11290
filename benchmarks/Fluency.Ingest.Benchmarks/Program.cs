using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fluency.Ingest.Benchmarks;

switch (args)
{
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
    case ["loop"]:
        await LoopFigures.RunAsync();
        return;
    case ["loop-stub"]:
        await new LoopStub().RunAsync();
        return;
}

// Runs in this process: the libraries are built already, and nothing is downloaded.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
