using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>Reads a configuration file and lays the environment and the command line over it.</summary>
static class ToolConfiguration
{
    const string EnvironmentPrefix = "FLUENCY_INGEST__";

    /// <summary>Reads it, or says everything that hinders it.</summary>
    public static bool TryLoad(string file, IReadOnlyList<string> settings, [NotNullWhen(true)] out IConfiguration? configuration, out IReadOnlyList<string> errors)
    {
        var problems = new List<string>();
        var written = LoadFile(file, problems);
        var overrides = settings.Select(setting => Parse(setting, problems)).ToList();
        configuration = written is null || problems.Count > 0 ? null : Overlay(written, overrides);
        errors = problems;
        return configuration is not null;
    }

    static IConfigurationRoot? LoadFile(string file, List<string> errors)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false).Build();
        }
        catch (FileNotFoundException)
        {
            errors.Add($"The configuration file {Path.GetFullPath(file)} {(Directory.Exists(file) ? "is a folder: name a file in it" : "does not exist")}.");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            errors.Add($"The configuration file {Path.GetFullPath(file)} cannot be read: {exception.GetBaseException().Message}");
        }

        return null;
    }

    static KeyValuePair<string, string?> Parse(string setting, List<string> errors)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            return new(setting[..equals], setting[(equals + 1)..]);
        }

        errors.Add($"--set is '{setting}' but must be PATH=VALUE, such as Sinks:events:Path=out/events.ndjson.");
        return default;
    }

    static IConfigurationRoot Overlay(IConfigurationRoot written, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        // Paths are given from the described object on, wherever the file has it.
        var prefix = ConfigurationKeys.RootOf(written) is IConfigurationSection section ? section.Path + ConfigurationPath.KeyDelimiter : "";
        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build().AsEnumerable().Where(entry => entry.Value is not null);
        return new ConfigurationBuilder()
            .AddConfiguration(written)
            .AddInMemoryCollection(environment.Select(entry => Under(prefix, entry)))
            .AddInMemoryCollection(settings.Select(entry => Under(prefix, entry)))
            .Build();
    }

    static KeyValuePair<string, string?> Under(string prefix, KeyValuePair<string, string?> entry) =>
        entry.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? entry : new(prefix + entry.Key, entry.Value);
}
