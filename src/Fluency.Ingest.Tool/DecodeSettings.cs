using Fluency.Ingest.Deliveries;
using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>The options of the pipe that <c>decode --set</c> names, as a configuration file has them.</summary>
sealed class DecodeSettings
{
    const string Ingest = ConfigurationKeys.Ingest + ":";

    readonly IConfigurationSection _pipe;

    public DecodeSettings(IEnumerable<string> settings)
    {
        var wrong = new List<string>();
        var given = settings.Select(setting => ToolConfiguration.Parse(setting, "Pipe:Records:MaxRecordBytes=16777216", wrong)).Where(static pair => pair.Key is not null);
        var root = new ConfigurationBuilder().AddInMemoryCollection(given.Select(static pair => new KeyValuePair<string, string?>(FromRoot(pair.Key), pair.Value))).Build();
        var errors = new ConfigurationErrors();
        errors.CheckKeys(root, [ConfigurationKeys.Pipe]);
        _pipe = root.GetSection(ConfigurationKeys.Pipe);
        errors.CheckIsObject(_pipe);
        errors.CheckKeys(_pipe, KnownComponents.Pipe.Keys);
        KnownComponents.Pipe.Read(_pipe, errors);
        Errors = [.. wrong, .. errors.Texts];
    }

    // In a file the object may stand under this name, and errors of run name it: both ways are taken.
    static string FromRoot(string path) => path.StartsWith(Ingest, StringComparison.OrdinalIgnoreCase) ? path[Ingest.Length..] : path;

    /// <summary>What is wrong with them.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>Sets them, if nothing is wrong.</summary>
    public void Apply(PipeOptions options) => KnownComponents.Pipe.Bind(_pipe, options);
}
