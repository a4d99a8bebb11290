using System.CommandLine;

namespace Fluency.Ingest.Tool;

/// <summary>A command whose help shows how it is used.</summary>
sealed class ExampleCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
