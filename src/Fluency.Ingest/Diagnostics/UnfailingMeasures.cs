using System.Diagnostics.Metrics;

namespace Fluency.Ingest.Diagnostics;

/// <summary>Measures whose listeners' failures are nobody's: .NET hands on what they throw to who measures, as it does with loggers (<see cref="UnfailingLogger"/>).</summary>
static class UnfailingMeasures
{
    public static void TryAdd(this Counter<long> counter, long delta, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(delta, tags);
        }
        catch (Exception)
        {
            // There is nowhere to say it.
        }
    }

    public static void TryRecord<T>(this Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // There is nowhere to say it.
        }
    }
}
