using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>How instruments are called in Prometheus: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/.</summary>
static partial class PrometheusNames
{
    /// <summary>The names of the series of an instrument.</summary>
    public static IEnumerable<string> Of(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", _ => "" };
        var name = instrument.Name.Replace('.', '_');
        name = unit.Length == 0 || name.EndsWith(unit, StringComparison.Ordinal) ? name : $"{name}_{unit}";
        return instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => [name + "_total"],
            "Histogram" => [name + "_bucket", name + "_sum", name + "_count"],
            _ => [name],
        };
    }

    /// <summary>Whatever in a text could be the name of one of our series or labels.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Name().Matches(text).Select(static match => match.Value).Distinct()];

    [GeneratedRegex(@"\b(fluency_ingest|messaging)_[a-z_]+\b|\berror_type\b")]
    private static partial Regex Name();
}
