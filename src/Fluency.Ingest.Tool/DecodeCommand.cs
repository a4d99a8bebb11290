using System.CommandLine;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tool;

/// <summary><c>decode</c>: the same pipe over local files.</summary>
static class DecodeCommand
{
    const string ConsoleSinkName = "console";
    const string NullSinkName = "null";

    public static Command Describe(ToolContext tool)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders. A folder is searched for *.json.gz, *.json, *.jsonl, *.ndjson and *.gz, with all folders below it.", Arity = ArgumentArity.OneOrMore };
        var processors = new Option<string?>("--processors") { Description = "The processors, in their order. Without any, records pass as AWS wrote them.", HelpName = "A,B" };
        var sink = new Option<string>("--sink") { Description = "Where records go: console (default), null, or a file.", HelpName = "console|null|FILE", DefaultValueFactory = _ => ConsoleSinkName }.WithValue();
        var stats = new Option<string?>("--stats") { Description = "Write what was done to a file, as one JSON object.", HelpName = "FILE" }.WithValue();
        var command = new ExampleCommand(
            "decode",
            "Runs the pipe over local files or folders, without AWS, in the order of their paths.",
            "fluency-ingest decode logs/ --processors AWSCloudTrail_Adjustments | jq .",
            "fluency-ingest decode a.json.gz b.json.gz --sink out/events.ndjson --stats stats.json")
        {
            paths, processors, sink, stats,
        };
        command.SetAction(parsed => RunAsync(tool, new DecodeArguments(
            parsed.GetRequiredValue(paths),
            (parsed.GetValue(processors) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            parsed.GetRequiredValue(sink),
            parsed.GetValue(stats))));
        return command;
    }

    static async Task<int> RunAsync(ToolContext tool, DecodeArguments arguments)
    {
        var catalog = new ComponentCatalog();
        List<string> errors = [.. Check(arguments, catalog)];
        if (errors.Count > 0)
        {
            tool.WriteErrors(errors);
            return ExitCode.Usage;
        }

        using var loggers = new ToolLoggers(tool, LogLevel.Warning);
        using var output = new OutputEnd();
        Pipe pipe;
        try
        {
            pipe = Build(tool, loggers, arguments, catalog, output);
        }
        catch (OptionsValidationException invalid)
        {
            tool.WriteErrors(invalid.Failures);
            return ExitCode.Usage;
        }

        var runner = new PipeRunner(tool, loggers, output)
        {
            UnnamedQuarantine = DefaultQuarantine.NameBeside([]),
            UntilEmpty = true,
            ShowsProgress = arguments.Sink != ConsoleSinkName,
            StatisticsPath = arguments.Statistics,
            IsDone = static done => done.Messages.Complete == done.Messages.Received,
            EndsQuietlyWithItsReader = true,
        };
        return await runner.RunAsync(pipe).ConfigureAwait(false);
    }

    static IEnumerable<string> Check(DecodeArguments arguments, ComponentCatalog catalog)
    {
        foreach (var path in arguments.Paths.Where(path => !File.Exists(path) && !Directory.Exists(path)))
        {
            yield return $"PATH is '{path}' but must be a file or a folder that exists, or there is nothing to read.";
        }

        foreach (var path in arguments.Paths.Where(path => File.Exists(path) && Path.GetFullPath(path) == Path.GetFullPath(arguments.Sink)))
        {
            yield return $"--sink is '{arguments.Sink}' but must not be a file that is read, or records would be appended to the log file itself.";
        }

        foreach (var name in arguments.Processors.Where(name => !catalog.ProcessorNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            var meant = NearestName.Of(name, catalog.ProcessorNames) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            yield return $"--processors is '{name}' but no processor has that name.{meant} Known: {string.Join(", ", catalog.ProcessorNames)}.";
        }
    }

    static Pipe Build(ToolContext tool, ToolLoggers loggers, DecodeArguments arguments, ComponentCatalog catalog, OutputEnd output) =>
        Pipe.CreateBuilder("decode")
            .UseTime(tool.Time)
            .UseLogging(loggers)
            .Configure(static options => options.MaxReceives = 1)
            .OnFailure(GiveUp)
            .From(new FileSource(InOrder(arguments.Paths)) { Excluded = Outputs(arguments) }, "files")
            .Route(route => Describe(route, arguments, tool, catalog, output))
            .Quarantine(new FileSink(new FileSinkOptions { Path = DefaultQuarantine.File }), DefaultQuarantine.NameBeside([]))
            .Build();

    // What this command writes is no input, wherever it lies.
    static IReadOnlyCollection<string> Outputs(DecodeArguments arguments) =>
        [Path.GetFullPath(DefaultQuarantine.File), .. arguments.Sink is ConsoleSinkName or NullSinkName ? [] : new[] { Path.GetFullPath(arguments.Sink) }];

    static void Describe(RouteBuilder route, DecodeArguments arguments, ToolContext tool, ComponentCatalog catalog, OutputEnd output)
    {
        foreach (var name in arguments.Processors)
        {
            if (catalog.Processors.TryGetValue(name, out var make))
            {
                route.Process(make(EmptyServices.Instance), name);
            }
            else
            {
                route.Process(catalog.AsyncProcessors[name](EmptyServices.Instance), name);
            }
        }

        _ = arguments.Sink switch
        {
            ConsoleSinkName => route.To(new StandardOutputSink(tool.MakeConsoleSink(), tool.Time, output), ConsoleSinkName),
            NullSinkName => route.To(new NullSink(), NullSinkName),
            var path => route.To(() => OpenFile(path), "file"),
        };
    }

    // At once: whoever decodes a few files wants to know of a wrong path now, and would wait for ever if it was tried again.
    static FileSink OpenFile(string path)
    {
        var sink = new FileSink(new FileSinkOptions { Path = path });
        try
        {
            sink.Open();
            return sink;
        }
        catch (SinkException exception)
        {
            throw new OptionsValidationException("--sink", typeof(FileSinkOptions), [exception.Message]);
        }
    }

    // A file that cannot be read now is told, and the others are not held up by it: whoever mends it runs the command again.
    static Disposition? GiveUp(FailureArguments failure) =>
        failure.Proposed is ReturnDisposition ? Disposition.Reject(string.Join(" | ", failure.Failures)) : null;

    // The order of all files by their paths: a folder's files stand where its name with a separator stands.
    static IEnumerable<string> InOrder(IEnumerable<string> paths) => paths
        .Select(Path.GetFullPath)
        .Order(Comparer<string>.Create(static (a, b) => string.CompareOrdinal(Sortable(a), Sortable(b))));

    static string Sortable(string path) =>
        Directory.Exists(path) && !Path.EndsInDirectorySeparator(path) ? path + Path.DirectorySeparatorChar : path;
}
