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
        var result = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in command.Subcommands.Append(command).OfType<ExampleCommand>().SelectMany(described => described.Examples))
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return result;
    }
}
