using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>Reads a configuration file and lays the environment and the command line over it.</summary>
static class ToolConfiguration
{
    const string EnvironmentPrefix = "FLUENCY_INGEST__";

    /// <summary>Reads it, or says everything that hinders it.</summary>
    /// <param name="tool">Is told.</param>
    /// <param name="named">The file; null if none was named.</param>
    /// <param name="settings">What the command line sets.</param>
    /// <param name="configuration">What came of it.</param>
    public static bool TryLoad(ToolContext tool, string? named, IReadOnlyList<string> settings, [NotNullWhen(true)] out IConfiguration? configuration)
    {
        var problems = new List<string>();
        var written = LoadFile(named, problems);
        var overrides = settings.Select(setting => Parse(setting, "Sinks:events:Path=out/events.ndjson", problems)).ToList();
        configuration = written is null || problems.Count > 0 ? null : Overlay(written, overrides);
        tool.WriteErrors(problems);
        if (configuration is not null)
        {
            tool.WriteWarnings(KeysBesideIngest.Hints(written!));
        }

        return configuration is not null;
    }

    static IConfigurationRoot? LoadFile(string? named, List<string> errors)
    {
        var file = named ?? ConfigFile.Default;
        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false).Build();
        }
        catch (FileNotFoundException)
        {
            errors.Add(ConfigFile.Missing(named));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            errors.Add($"The configuration file {Path.GetFullPath(file)} {Problem(exception.GetBaseException())}");
        }

        return null;
    }

    // The reader counts lines and bytes from zero; editors count from one.
    static string Problem(Exception exception) => exception switch
    {
        JsonException json when json.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) => "is empty, or holds nothing but comments. Write one (fluency-ingest init).",
        JsonException { LineNumber: { } line, BytePositionInLine: { } column } json =>
            $"cannot be read: line {line + 1}, column {column + 1}: {json.Message.Split(" LineNumber: ", 2)[0].Split(" Path: ", 2)[0]}",
        _ => $"cannot be read: {exception.Message}",
    };

    /// <summary>Takes PATH=VALUE apart; of what is none, the key is null.</summary>
    public static KeyValuePair<string, string?> Parse(string setting, string example, List<string> errors)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            return new(setting[..equals], setting[(equals + 1)..]);
        }

        errors.Add($"--set is '{setting}' but must be PATH=VALUE, such as {example}.");
        return default;
    }

    static IConfigurationRoot Overlay(IConfigurationRoot written, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        // Paths are given from the described object on, wherever the file has it.
        var prefix = ConfigurationKeys.RootOf(written) is IConfigurationSection section ? section.Path + ConfigurationPath.KeyDelimiter : "";
        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build().AsEnumerable().Where(entry => entry.Value is not null);

        // The file is not chained, which takes an empty value for none: a token that is empty by mistake would be one that nobody gave.
        return new ConfigurationBuilder()
            .AddInMemoryCollection(written.AsEnumerable())
            .AddInMemoryCollection(environment.Select(entry => Under(prefix, entry)))
            .AddInMemoryCollection(settings.Select(entry => Under(prefix, entry)))
            .Build();
    }

    static KeyValuePair<string, string?> Under(string prefix, KeyValuePair<string, string?> entry) =>
        entry.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? entry : new(prefix + entry.Key, entry.Value);
}
