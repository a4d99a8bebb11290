using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fluency.Ingest.Tool;

/// <summary>Prints the help of a command and the examples of it, or of all commands below it.</summary>
sealed class ExampleHelpAction(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(WithOptionalArguments(text.ToString(), command));
        output.WriteLine("Examples:");
        foreach (var example in command.Subcommands.Append(command).OfType<ExampleCommand>().SelectMany(described => described.Examples))
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return result;
    }

    // In its list of commands the library shows an argument that may be left out like one that must be given.
    static string WithOptionalArguments(string text, Command command) => command.Subcommands
        .SelectMany(static described => described.Arguments, static (described, argument) => (Command: described.Name, Argument: argument))
        .Where(static entry => entry.Argument.Arity.MinimumNumberOfValues == 0)
        .Aggregate(text, static (help, entry) => help.Replace($"{entry.Command} <{entry.Argument.Name}>", $"{entry.Command} [{entry.Argument.Name}]", StringComparison.Ordinal));
}
