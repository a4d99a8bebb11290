namespace Fluency.Ingest.Tests.Model;

/// <summary>Routes and sinks, and what they promise for each kind of record: routing in twenty lines.</summary>
/// <remarks>
/// Kinds: p, q, r are taken by some routes; x by none; d is dropped by processors, t aborts at some of them, e is an error for them, and E makes them throw.
/// </remarks>
sealed record Topology(IReadOnlyList<ModelRoute> Routes, bool MatchAll, string Otherwise)
{
    public const string Kinds = "pqrdteE";
    public const string Unroutable = "x";
    public const string Quarantine = "quarantine";
    public const string Drop = "drop";

    public static char KindOf(Record record) => (char)record.Raw[6];

    public RecordFate FateOf(char kind)
    {
        var sinks = new List<string>();
        foreach (var route in Routes.Where(route => route.Takes.Contains(kind)))
        {
            if (route.Aborts is { } aborts)
            {
                if (kind == 'd')
                {
                    return new RecordFate(sinks.Count > 0 ? "delivered" : "dropped", sinks);
                }

                if (kind == 't' && aborts)
                {
                    continue;
                }
            }

            sinks.AddRange(route.Sinks);
            if (!MatchAll)
            {
                break;
            }
        }

        return sinks.Count > 0 ? new RecordFate("delivered", sinks)
            : Otherwise == Drop ? new RecordFate("unrouted", sinks)
            : new RecordFate(Otherwise == Quarantine ? "quarantined" : "delivered", [Otherwise]);
    }

    public override string ToString() =>
        string.Join(' ', Routes.Select(route => $"{route.Takes}{(route.Aborts is { } aborts ? (route.IsAsync ? "~" : "!") + (aborts ? "t" : "") : "")}>{string.Join('+', route.Sinks)}"))
        + (MatchAll ? " all" : "") + $" else>{Otherwise}";
}
