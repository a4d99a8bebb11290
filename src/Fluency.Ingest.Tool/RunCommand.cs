using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Sockets;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tool;

/// <summary><c>run</c>: runs the pipe of a configuration file.</summary>
static class RunCommand
{
    public static Command Describe(ToolContext tool)
    {
        var config = ConfigFile.Option();
        var untilEmpty = new Option<bool>("--until-empty") { Description = "End when every source is exhausted and everything is settled. What went to the quarantine is settled too: the last lines say how much that was." };
        var stats = StatisticsFile.Option();
        var set = new Option<string[]>("--set")
        {
            Description = "Override a value of the file; may be repeated. The environment does the same: FLUENCY_INGEST__Sinks__events__Path=...",
            HelpName = "PATH=VALUE",
            DefaultValueFactory = _ => [],
        };
        var dashboard = new Option<int?>("--dashboard") { Description = "Serve the status page to this machine (http://127.0.0.1:PORT/); 0 is any port that is free.", HelpName = "PORT", CustomParser = ParsePort };
        var records = new Option<bool>("--dashboard-records") { Description = "Let the status page show the content of records, to everybody who is logged in on this machine." };
        var command = new ExampleCommand(
            "run",
            "Runs the pipe that a configuration file describes, until SIGINT or SIGTERM. The first signal drains: nothing more is received, and the work in hand is finished. A second one, at least a second later, gives that work up; nothing of it is lost, and it comes again.",
            "fluency-ingest run --config ingest.json",
            "fluency-ingest run --config ingest.json --until-empty --stats stats.json --set Sinks:events:Path=out/events.ndjson",
            "fluency-ingest run --config ingest.json --dashboard 8080")
        {
            config, untilEmpty, stats, set, dashboard, records,
        };
        command.SetAction(parsed => RunAsync(tool, new RunArguments(
            parsed.GetValue(config), parsed.GetValue(untilEmpty), parsed.GetValue(stats), parsed.GetValue(set) ?? [], parsed.GetValue(dashboard), parsed.GetValue(records))));
        return command;
    }

    static int? ParsePort(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue)
        {
            return port;
        }

        result.AddError($"--dashboard is '{text}' but must be a port from 1 to 65535, or 0 for any that is free.");
        return null;
    }

    static async Task<int> RunAsync(ToolContext tool, RunArguments arguments)
    {
        if (arguments is { ShowsRecords: true, Dashboard: null })
        {
            tool.WriteErrors(["--dashboard-records is given but --dashboard is not: there is no page to show records on."]);
            return ExitCode.Usage;
        }

        if (StatisticsFile.ErrorOf(arguments.Statistics) is { } error)
        {
            tool.WriteErrors([error]);
            return ExitCode.Usage;
        }

        if (!ToolConfiguration.TryLoad(tool, arguments.Config, arguments.Settings, out var configuration))
        {
            return ExitCode.Usage;
        }

        using var loggers = new ToolLoggers(tool, LogLevel.Information);
        using var output = new OutputEnd();
        var quarantine = ToolQuarantine.Beside(configuration);
        if (quarantine?.Examine().FirstOrDefault(static finding => finding.Result == DoctorResult.Problem) is { } problem)
        {
            // Else the first message that cannot be understood would stop the receiving, hours from now.
            tool.WriteErrors([$"Quarantine is not configured, and its default, {ToolQuarantine.DefaultFile} in the working folder, would be of no use: {problem.Sentence}"]);
            return ExitCode.Usage;
        }

        Pipe pipe;
        try
        {
            pipe = Build(tool, loggers, configuration, quarantine, output);
        }
        catch (OptionsValidationException invalid)
        {
            tool.WriteErrors(invalid.Failures);
            return ExitCode.Usage;
        }

        var runner = new PipeRunner(tool, loggers, output) { Quarantine = quarantine, UntilEmpty = arguments.UntilEmpty, ShowsProgress = true, StatisticsPath = arguments.Statistics };
        return arguments.Dashboard is { } port
            ? await RunWithDashboardAsync(tool, loggers, runner, pipe, port, arguments.ShowsRecords).ConfigureAwait(false)
            : await runner.RunAsync(pipe).ConfigureAwait(false);
    }

    static async Task<int> RunWithDashboardAsync(ToolContext tool, ToolLoggers loggers, PipeRunner runner, Pipe pipe, int port, bool showsRecords)
    {
        Dashboard dashboard;
        try
        {
            dashboard = await Dashboard.StartAsync(pipe, port, showsRecords, loggers).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            tool.WriteErrors([$"--dashboard is {port} but must be a port that is free and that you may listen on, or 0 for any: {exception.Message}"]);
            await pipe.DisposeAsync().ConfigureAwait(false);
            return ExitCode.Usage;
        }

        await using var end = dashboard.ConfigureAwait(false);
        tool.Error.WriteLine($"status page: {dashboard.Url}");
        return await runner.RunAsync(pipe).ConfigureAwait(false);
    }

    static Pipe Build(ToolContext tool, ToolLoggers loggers, IConfiguration configuration, ToolQuarantine? quarantine, OutputEnd output)
    {
        var catalog = new ComponentCatalog();
        catalog.Replace(new ComponentType<ISink>("Console", [], (_, _, _) => _ => new OutputSink(tool.MakeConsoleSink(), tool.Time, output) { WaitsForSpace = true }));
        var builder = Pipe.CreateBuilder(ConfigurationKeys.DefaultPipeName).UseTime(tool.Time).UseLogging(loggers).FromConfiguration(configuration, catalog);
        if (quarantine is not null)
        {
            builder.Quarantine(quarantine.MakeSink(tool), quarantine.Name);
        }

        return builder.Build();
    }
}
