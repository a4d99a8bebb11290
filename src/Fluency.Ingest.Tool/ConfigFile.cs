using System.CommandLine;

namespace Fluency.Ingest.Tool;

/// <summary>The configuration file as all commands name it: an option, or the one of the working folder.</summary>
static class ConfigFile
{
    /// <summary>What it is called where nobody names it.</summary>
    public const string Default = "ingest.json";

    /// <summary>The option.</summary>
    public static Option<string?> Option() =>
        new Option<string?>("--config") { Description = $"The configuration file (JSON; comments are allowed). [default: {Default}]", HelpName = "FILE" }.WithValue();

    /// <summary>Why a file that does not exist cannot be read.</summary>
    /// <param name="named">The file as it was named; null if it was not.</param>
    public static string Missing(string? named) => named switch
    {
        null => $"There is no {Default} in {Directory.GetCurrentDirectory()}: name the configuration file (--config FILE), or write one (fluency-ingest init).",
        _ when Directory.Exists(named) => $"The configuration file {Path.GetFullPath(named)} is a folder: name a file in it.",
        _ => $"The configuration file {Path.GetFullPath(named)} does not exist.",
    };
}
