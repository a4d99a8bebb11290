using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Fluency.Ingest.DependencyInjection;

namespace Fluency.Ingest.Tool;

/// <summary>Takes the arguments apart and calls the command that they name.</summary>
static class CommandLine
{
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, ToolContext tool)
    {
        if (arguments.Count == 0)
        {
            tool.WriteErrors(["No command is given."]);
            await Describe(tool).Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = tool.Error, Error = tool.Error }).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        // Arguments that begin with @ are paths like all others.
        var parsed = Describe(tool).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not (ExampleHelpAction or System.CommandLine.Invocation.SynchronousCommandLineAction { ClearsParseErrors: true }))
        {
            tool.WriteErrors(Errors(parsed).Select(error => error.Message + Suggest(error.Message, parsed)));
            tool.Error.WriteLine($"Try '{string.Join(' ', Names(parsed))} --help'.");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = tool.Output,
            Error = tool.Error,
            EnableDefaultExceptionHandler = false,

            // Signals drain, however long that takes; they are not the parser's.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (OutputException exception) when (exception.IsByReader)
        {
            return ExitCode.ReaderGone;
        }
        catch (OutputException exception)
        {
            tool.WriteErrors([exception.Message]);
            return ExitCode.Failed;
        }
    }

    /// <summary>The commands, with their arguments.</summary>
    internal static RootCommand Describe(ToolContext tool)
    {
        var root = new RootCommand("Collects AWS CloudTrail logs from S3 through SQS, proves each file whole and delivers its records without losing one.")
        {
            RunCommand.Describe(tool),
            DecodeCommand.Describe(tool),
            ExplainCommand.Describe(tool),
            TemplateCommand.Describe(tool),
            InitCommand.Describe(tool),
            DoctorCommand.Describe(tool),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelpAction((HelpAction)help.Action!);
        }

        return root;
    }

    // Of a word that is no command the library also says that none was given, and calls all that stands behind it unknown.
    static IEnumerable<ParseError> Errors(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens is [var word, ..] && parsed.Errors.FirstOrDefault(error => error.Message.Contains($"'{word}'", StringComparison.Ordinal)) is { } unknown
            ? [unknown]
            : parsed.Errors;

    // The library's own suggestions belong to its way of telling errors, which writes to standard output too.
    static string Suggest(string error, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(static sub => sub.Name).Concat(command.Options.Select(static option => option.Name));
        return parsed.UnmatchedTokens.FirstOrDefault(token => error.Contains($"'{token}'", StringComparison.Ordinal)) is { } unknown ? NearestName.Ask(unknown, known) : "";
    }

    static IEnumerable<string> Names(ParseResult parsed)
    {
        yield return "fluency-ingest";
        if (parsed.CommandResult.Command is not RootCommand)
        {
            yield return parsed.CommandResult.Command.Name;
        }
    }
}
