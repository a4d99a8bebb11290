using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Fluency.Ingest.AspNetCore;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>docs/telemetry.md names every metric, attribute and log event that there is, as it is, and no other; the samples name only what there is.</summary>
public sealed class TelemetryDocTests
{
    static readonly string[] Lines = File.ReadAllLines(Path.Combine(SourceFile.RepositoryFolder(), "docs", "telemetry.md"));

    [Fact]
    public void Metrics_OfTheDocument_AreThoseOfTheMeter()
    {
        var documented = RowsOf("| name | kind |").Select(static cells => string.Join(" | ", cells[..4]));

        documented.Should().BeEquivalentTo(InstrumentsOf().Select(static instrument => $"`{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}` | {instrument.Description}"));
    }

    [Fact]
    public void Attributes_OfTheCode_StandInTheDocument()
    {
        var text = string.Join('\n', Lines);

        NamesOfTags().Should().HaveCountGreaterThan(20).And.OnlyContain(name => text.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void LogEvents_OfTheDocument_AreThoseOfTheCode()
    {
        var events = from assembly in new[] { typeof(Pipe).Assembly, typeof(StatusPageOptions).Assembly }
                     from type in assembly.GetTypes()
                     from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                     let logged = method.GetCustomAttribute<LoggerMessageAttribute>()
                     where logged is not null
                     orderby logged.EventId
                     select $"{logged.EventId} | {logged.Level} | `{method.Name}` | {logged.Message}";

        RowsOf("| id | level |").Select(static cells => string.Join(" | ", cells)).Should().Equal(events);
    }

    [Fact]
    public void Samples_NameOnlyMetricsAndLabelsThatExist()
    {
        var folder = Path.Combine(SourceFile.RepositoryFolder(), "samples", "telemetry");
        var known = InstrumentsOf().SelectMany(PrometheusNames.Of).Concat(NamesOfTags().Select(static name => name.Replace('.', '_'))).ToHashSet();

        foreach (var file in Directory.EnumerateFiles(folder).Where(static file => !file.EndsWith(".md", StringComparison.Ordinal)))
        {
            var named = PrometheusNames.In(File.ReadAllText(file));
            named.Should().NotBeEmpty().And.BeSubsetOf(known, $"{Path.GetFileName(file)} is for these");
        }

        Directory.EnumerateFiles(folder).Should().HaveCountGreaterThanOrEqualTo(2);
    }

    static List<Instrument> InstrumentsOf()
    {
        RuntimeHelpers.RunClassConstructor(typeof(Instruments).TypeHandle);
        var found = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => Add(found, instrument) };
        listener.Start();
        return found;
    }

    static void Add(List<Instrument> found, Instrument instrument)
    {
        if (instrument.Meter.Name == IngestDiagnostics.MeterName)
        {
            found.Add(instrument);
        }
    }

    static IEnumerable<string> NamesOfTags() => typeof(Tags).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral).Select(static field => (string)field.GetRawConstantValue()!);

    static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableUpDownCounter" => "up-down counter",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    /// <summary>The cells of the table that has this header.</summary>
    static IEnumerable<string[]> RowsOf(string header) => Lines
        .SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line[2..^2].Split(" | "));
}
