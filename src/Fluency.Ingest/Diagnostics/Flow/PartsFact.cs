namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>What the facts of several parts come to for what depends on all of them: the first that holds, or else the last that did.</summary>
static class PartsFact
{
    /// <summary>With the parts named in the reason.</summary>
    public static FlowFact? Of(DateTimeOffset now, IEnumerable<(string Id, FlowFact? Fact)> parts) =>
        Of(now, parts.Select(static part => part.Fact is { } fact ? fact with { Reason = $"{ComponentIds.PathOf(part.Id)}: {fact.Reason}" } : (FlowFact?)null));

    public static FlowFact? Of(DateTimeOffset now, IEnumerable<FlowFact?> parts)
    {
        FlowFact? over = null;
        FlowFact? first = null;
        foreach (var part in parts)
        {
            if (part is not { } fact)
            {
                continue;
            }

            if (fact.Until is not { } until || until > now)
            {
                first = FlowFact.Earlier(first, fact);
            }
            else if (over is null || until > over.Value.Until)
            {
                over = fact;
            }
        }

        return first ?? over;
    }
}
