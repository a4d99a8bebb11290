namespace Fluency.Ingest.Routing;

/// <summary>A processor in its place in a route: one of the two kinds, with the name that people know it by.</summary>
sealed class RouteProcessor
{
    public RouteProcessor(string name, IProcessor processor)
    {
        Name = name;
        Processor = processor;
    }

    public RouteProcessor(string name, IAsyncProcessor processor)
    {
        Name = name;
        AsyncProcessor = processor;
    }

    public string Name { get; }

    public IProcessor? Processor { get; }

    public IAsyncProcessor? AsyncProcessor { get; }
}
