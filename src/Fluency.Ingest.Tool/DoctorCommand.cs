using System.CommandLine;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tool;

/// <summary><c>doctor</c>: says what keeps data from flowing, and what to change.</summary>
static class DoctorCommand
{
    public static Command Describe(ToolContext tool)
    {
        var config = ConfigFile.Option();
        var json = new Option<bool>("--json") { Description = "Print one JSON object in place of a table." };
        var noLook = new Option<bool>("--no-look") { Description = "Receive no message. Otherwise one is received and left where it is, which counts as one receive of it, unless the redrive policy allows fewer than three." };
        var set = new Option<string[]>("--set") { Description = "Override a value of the file; may be repeated.", HelpName = "PATH=VALUE", DefaultValueFactory = static _ => [] };
        var command = new ExampleCommand(
            "doctor",
            "Checks credentials, clock, queue, rights, bucket and objects by calls that change nothing. Says what is wrong in one sentence each, and the statement to add.",
            "fluency-ingest doctor --config ingest.json",
            "fluency-ingest doctor --json --no-look")
        {
            config, json, noLook, set,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            tool,
            new DoctorArguments(parsed.GetValue(config), parsed.GetValue(set) ?? [], !parsed.GetValue(noLook), parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ToolContext tool, DoctorArguments arguments, CancellationToken cancellationToken)
    {
        if (!ToolConfiguration.TryLoad(tool, arguments.Config, arguments.Settings, out var configuration))
        {
            return ExitCode.Usage;
        }

        List<DoctorFinding> findings;
        try
        {
            findings = await ExamineAsync(tool, configuration, arguments.MayLook, cancellationToken).ConfigureAwait(false);
        }
        catch (OptionsValidationException invalid)
        {
            tool.WriteErrors(invalid.Failures);
            return ExitCode.Usage;
        }

        if (arguments.IsJson)
        {
            DoctorReport.WriteJson(tool.Output, findings);
        }
        else
        {
            DoctorReport.WriteTable(tool.Output, findings);
        }

        await tool.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        tool.Error.WriteLine(DoctorReport.Summary(findings));
        return DoctorReport.IsWell(findings) ? ExitCode.Done : ExitCode.ProblemFound;
    }

    static async Task<List<DoctorFinding>> ExamineAsync(ToolContext tool, IConfiguration configuration, bool mayLook, CancellationToken cancellationToken)
    {
        var context = new ComponentContext(EmptyServices.Instance, NullLoggerFactory.Instance);
        var read = ConfiguredPipe.Read("configuration", configuration, new ComponentCatalog(), context);
        var findings = new List<DoctorFinding>();
        using var doctor = new Doctor(tool.Time, mayLook);
        foreach (var configured in read.Sources)
        {
            findings.AddRange(await WithAsync(configured.Make(context), source => doctor.ExamineAsync(configured.Name, source, cancellationToken)).ConfigureAwait(false));
        }

        foreach (var (name, configured) in read.Sinks)
        {
            findings.AddRange(await WithAsync(configured.Make(context), sink => doctor.ExamineAsync(name, sink, cancellationToken)).ConfigureAwait(false));
        }

        findings.AddRange(ToolQuarantine.Beside(configuration)?.Examine() ?? []);

        return findings;
    }

    static async Task<IReadOnlyList<DoctorFinding>> WithAsync<T>(T component, Func<T, Task<IReadOnlyList<DoctorFinding>>> examine)
        where T : class
    {
        try
        {
            return await examine(component).ConfigureAwait(false);
        }
        finally
        {
            await Disposal.DisposeAsync(component).ConfigureAwait(false);
        }
    }
}
