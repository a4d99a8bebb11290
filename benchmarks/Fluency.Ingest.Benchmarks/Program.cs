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
    case ["engine", var size]:
        Console.WriteLine((await EngineFigures.SecondsAsync(size)).ToString(CultureInfo.InvariantCulture));
        return;
}

// Runs in this process: the libraries are built already, and nothing is downloaded.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
