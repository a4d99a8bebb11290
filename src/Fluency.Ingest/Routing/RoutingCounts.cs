namespace Fluency.Ingest.Routing;

/// <summary>How often processors answered something else than Pass.</summary>
sealed class RoutingCounts
{
    public long Drops { get; private set; }

    public long Aborts { get; private set; }

    public long Errors { get; private set; }

    public void Add(ProcessorAnswer answer)
    {
        switch (answer)
        {
            case ProcessorAnswer.Drop:
                Drops++;
                break;
            case ProcessorAnswer.Abort:
                Aborts++;
                break;
            case ProcessorAnswer.Error:
                Errors++;
                break;
        }
    }
}
