using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Setup;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.Tool;

/// <summary>Where the tool keeps what can never succeed, if no configuration names a place: a file, made when it is first needed.</summary>
sealed class ToolQuarantine
{
    readonly long _lengthBefore;

    ToolQuarantine(string? path, string name)
    {
        Name = name;
        FullPath = path is null ? null : Path.GetFullPath(path);
        _lengthBefore = Length;
    }

    /// <summary>The file where the user names none, in the working folder.</summary>
    public const string DefaultFile = "quarantine.ndjson";

    /// <summary>What a user names to keep nothing.</summary>
    public const string Off = "none";

    /// <summary>The sink's name.</summary>
    public string Name { get; }

    /// <summary>The file's full path; null keeps nothing.</summary>
    public string? FullPath { get; }

    /// <summary>Whether it is the file that is taken where the user names none.</summary>
    public bool IsDefault => FullPath == Path.GetFullPath(DefaultFile);

    long Length => File.Exists(FullPath) ? new FileInfo(FullPath).Length : 0;

    /// <summary>Looks at where the file is to be written, without making it.</summary>
    public IReadOnlyList<DoctorFinding> Examine()
    {
        var findings = new DoctorFindings(Name);
        if (FullPath is not null)
        {
            new FileCheck(UnixFile.MayUse, findings, "run it in another folder, or name a Quarantine in the configuration", ConfigurationKeys.Quarantine).Look(FullPath);
        }

        return findings.All;
    }

    /// <summary>That of the working folder, with a name that no sink of the user has; null where a configuration names a quarantine.</summary>
    public static ToolQuarantine? Beside(IConfiguration configuration)
    {
        var root = ConfigurationKeys.RootOf(configuration);
        var sinks = root.GetSection(ConfigurationKeys.Sinks).GetChildren().Select(static sink => sink.Key);
        return root.GetSection(ConfigurationKeys.Quarantine).Exists() ? null
            : new(DefaultFile, sinks.Contains("quarantine", StringComparer.OrdinalIgnoreCase) ? DefaultFile : "quarantine");
    }

    /// <summary>That which the command line names.</summary>
    public static ToolQuarantine Named(string file) => new(file.Equals(Off, StringComparison.OrdinalIgnoreCase) ? null : file, "quarantine");

    /// <summary>The sink.</summary>
    public ISink MakeSink(ToolContext tool) => FullPath is null ? new NullSink() : tool.MakeFileSink(new FileSinkOptions { Path = FullPath });

    /// <summary>Says what it took and where that is.</summary>
    public string Describe(SinkStatistics kept, PipeStatistics done)
    {
        var (entries, were) = (Wording.Count(kept.Records, "entry", "entries"), kept.Records == 1 ? "was" : "were");
        var each = kept.Records == 1 ? "it is" : "each is";
        var text = FullPath is null
            ? $"{entries} for the quarantine {were} not kept, since it is off"
            : $"{entries} ({Wording.Size(Math.Max(0, Length - _lengthBefore))}) {were} added to the quarantine {FullPath}: {each} a record, or a file or message that could not be read, with its reason";

        // Written before their deliveries were settled; the counts are of what was.
        return done.Messages.Returned > 0 && kept.Records > done.Records.Quarantined + done.Messages.Rejected
            ? text + ". Some are of work that was given up before it was settled: the counts above leave these out, and the next run quarantines them again"
            : text;
    }
}
