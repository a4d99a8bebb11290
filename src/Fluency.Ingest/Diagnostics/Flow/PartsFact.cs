namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>What the facts of its parts come to for a component: the first that holds, and until when any did.</summary>
static class PartsFact
{
    public static FlowFact? Of(DateTimeOffset now, IEnumerable<(string Id, FlowFact? Fact)> parts)
    {
        FlowFact? over = null;
        FlowFact? first = null;
        foreach (var (id, part) in parts)
        {
            if (part is not { } fact)
            {
                continue;
            }

            if (fact.Until is not { } until || until > now)
            {
                first = FlowFact.Earlier(first, fact with { Reason = $"{ComponentIds.PathOf(id)}: {fact.Reason}" });
            }
            else if (over is null || until > over.Value.Until)
            {
                over = fact;
            }
        }

        return first ?? over;
    }
}
