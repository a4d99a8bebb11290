using Fluency.Ingest.Deliveries;
using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>The options of the pipe that <c>decode --set</c> names, as a configuration file has them.</summary>
sealed class DecodeSettings
{
    readonly IConfigurationSection _pipe;

    public DecodeSettings(IEnumerable<string> settings)
    {
        var wrong = new List<string>();
        var root = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => ToolConfiguration.Parse(setting, "Pipe:Records:MaxRecordBytes=16777216", wrong)).Where(static pair => pair.Key is not null)).Build();
        var errors = new ConfigurationErrors();
        errors.CheckKeys(root, [ConfigurationKeys.Pipe]);
        _pipe = root.GetSection(ConfigurationKeys.Pipe);
        errors.CheckHasNoValue(_pipe);
        errors.CheckKeys(_pipe, KnownComponents.Pipe.Keys);
        KnownComponents.Pipe.Read(_pipe, errors);
        Errors = [.. wrong, .. errors.Texts];
    }

    /// <summary>What is wrong with them.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>Sets them, if nothing is wrong.</summary>
    public void Apply(PipeOptions options) => KnownComponents.Pipe.Bind(_pipe, options);
}
