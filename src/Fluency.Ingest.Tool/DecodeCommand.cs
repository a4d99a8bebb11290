using System.CommandLine;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tool;

/// <summary><c>decode</c>: the same pipe over local files.</summary>
static class DecodeCommand
{
    const string Folders = "*.json.gz, *.json, *.jsonl, *.ndjson and *.gz, with all folders below it";

    public static Command Describe(ToolContext tool)
    {
        var paths = new Argument<string[]>("PATH") { Description = $"Files and folders, or - for standard input. A folder is searched for {Folders}.", Arity = ArgumentArity.OneOrMore };
        var processors = new Option<string?>("--processors") { Description = "The processors, in their order. Without any, records pass as AWS wrote them.", HelpName = "A,B" };
        var sink = new Option<string>("--sink")
        {
            Description = "Where records go: console, null (nowhere), or a file, which is appended to; folders above it are made. A file named like such a word is given as ./null.",
            HelpName = "console|null|FILE",
            DefaultValueFactory = _ => DecodeOutput.Console,
        }.WithValue().WithoutWords("console, null (nowhere) or a file", ToolQuarantine.Off, "-");
        var quarantine = new Option<string>("--quarantine")
        {
            Description = "Where files go that cannot be read and records that nothing takes, each with its reason: a file, which is appended to and made when it is first needed, or none.",
            HelpName = "FILE|none",
            DefaultValueFactory = _ => ToolQuarantine.DefaultFile,
        }.WithValue().WithoutWords("a file or none", DecodeOutput.Nothing, DecodeOutput.Console, "-");
        var stats = StatisticsFile.Option();
        var set = new Option<string[]>("--set")
        {
            Description = "Set an option of the pipe, such as a limit (Pipe:Records:MaxRecordBytes=...); may be repeated.",
            HelpName = "PATH=VALUE",
            DefaultValueFactory = _ => [],
        };
        var command = new ExampleCommand(
            "decode",
            "Runs the pipe over local files or folders, without AWS, in the order of their paths. Ends with 1 if a file could not be read whole, or if records were read and all of them went to the quarantine; with 141 if the reader of its output has gone.",
            "fluency-ingest decode logs/ --processors AWSCloudTrail_Adjustments | jq .",
            "fluency-ingest decode a.json.gz b.json.gz --sink out/events.ndjson --stats stats.json",
            "aws s3 cp s3://bucket/key.json.gz - | fluency-ingest decode - --quarantine none")
        {
            paths, processors, sink, quarantine, stats, set,
        };
        command.SetAction(parsed => RunAsync(tool, new DecodeArguments(
            parsed.GetRequiredValue(paths),
            (parsed.GetValue(processors) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            new DecodeOutput(parsed.GetRequiredValue(sink)),
            ToolQuarantine.Named(parsed.GetRequiredValue(quarantine)),
            parsed.GetValue(stats),
            parsed.GetValue(set) ?? [])));
        return command;
    }

    static async Task<int> RunAsync(ToolContext tool, DecodeArguments arguments)
    {
        var catalog = new ComponentCatalog();
        var settings = new DecodeSettings(arguments.Settings);
        List<string> errors = [.. DecodeChecks.Of(arguments, catalog), .. settings.Errors];
        if (errors.Count > 0)
        {
            tool.WriteErrors(errors);
            return ExitCode.Usage;
        }

        using var loggers = new ToolLoggers(tool, LogLevel.Warning);
        using var output = new OutputEnd();
        var limits = new PassedLimits();
        Pipe pipe;
        try
        {
            pipe = Build(tool, loggers, arguments, settings, limits, catalog, output);
        }
        catch (OptionsValidationException invalid)
        {
            tool.WriteErrors(invalid.Failures);
            return ExitCode.Usage;
        }

        var runner = new PipeRunner(tool, loggers, output)
        {
            Quarantine = arguments.Quarantine,
            UntilEmpty = true,
            ShowsProgress = !arguments.Sink.IsConsole,
            StatisticsPath = arguments.Statistics,
            Deliveries = ("file", "files"),
            IsDone = static done => done.Messages.Complete == done.Messages.Received && !IsInVain(done.Records),
            WarningsOf = done => [.. WarningsOf(done, arguments), .. limits.Hints],
            EndsQuietlyWithItsReader = true,
        };
        return await runner.RunAsync(pipe).ConfigureAwait(false);
    }

    // What comes out is what the command is for: a script that goes on with nothing would not notice.
    static bool IsInVain(RecordStatistics done) => done.Quarantined > 0 && done.Quarantined == done.Read;

    static IEnumerable<string> WarningsOf(PipeStatistics done, DecodeArguments arguments)
    {
        if (arguments.ReadsInput && done.Objects is { Read: > 0, BytesCompressed: 0 })
        {
            yield return "Nothing came on standard input.";
        }

        if (done.Messages.Received == 0)
        {
            yield return $"No file was found. A folder is searched for {Folders}; a file of another name must be named itself.";
        }

        if (IsInVain(done.Records))
        {
            yield return "No record came out: all that were read went to the quarantine, whose entries say why.";
        }
    }

    static Pipe Build(ToolContext tool, ToolLoggers loggers, DecodeArguments arguments, DecodeSettings settings, PassedLimits limits, ComponentCatalog catalog, OutputEnd output) =>
        Pipe.CreateBuilder("decode")
            .UseTime(tool.Time)
            .UseLogging(loggers)
            .Configure(settings.Apply)
            .Configure(static options => options.MaxReceives = 1)
            .OnFailure(failure =>
            {
                limits.Note(failure.Failures);
                return GiveUp(failure);
            })
            .From(SourceOf(tool, arguments), "files")
            .Route(route => Describe(route, arguments, tool, catalog, output))
            .Quarantine(new OutputSink(arguments.Quarantine.MakeSink(tool), tool.Time, output), arguments.Quarantine.Name)
            .Build();

    static ISource SourceOf(ToolContext tool, DecodeArguments arguments) =>
        arguments.ReadsInput ? new InputSource(tool.Input) : new FileSource(InOrder(arguments.Paths)).LeaveOut(Outputs(arguments).Contains);

    // What this command writes is no input, wherever it lies.
    static string[] Outputs(DecodeArguments arguments) =>
        [.. new[] { arguments.Quarantine.FullPath, arguments.Sink.File }.OfType<string>().Select(RealPath.Of)];

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

        if (arguments.Sink.File is { } path)
        {
            route.To(() => new OutputSink(OpenFile(tool, path), tool.Time, output), "file");
        }
        else if (arguments.Sink.IsNothing)
        {
            route.To(new NullSink(), DecodeOutput.Nothing);
        }
        else
        {
            route.To(new OutputSink(tool.MakeConsoleSink(), tool.Time, output), DecodeOutput.Console);
        }
    }

    // At once: whoever decodes a few files wants to know of a wrong path now, and would wait for ever if it was tried again.
    static FileSink OpenFile(ToolContext tool, string path)
    {
        var sink = tool.MakeFileSink(new FileSinkOptions { Path = path });
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

    // A file that cannot be read now is told, and the others are not held up by it: whoever mends it runs the command again. What a signal cut off is no file that failed.
    static Disposition? GiveUp(FailureArguments failure) =>
        failure.Proposed is ReturnDisposition && failure.Failures.Any(static one => one.Cause != FailureCause.Shutdown) ? Disposition.Reject(string.Join(" | ", failure.Failures)) : null;

    // The order of all files by their paths: a folder's files stand where its name with a separator stands.
    static IEnumerable<string> InOrder(IEnumerable<string> paths) => paths
        .Select(Path.GetFullPath)
        .Order(Comparer<string>.Create(static (a, b) => string.CompareOrdinal(Sortable(a), Sortable(b))));

    static string Sortable(string path) =>
        Directory.Exists(path) && !Path.EndsInDirectorySeparator(path) ? path + Path.DirectorySeparatorChar : path;
}
