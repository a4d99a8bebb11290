namespace Fluency.Ingest.Sinks;

/// <summary>A sink that writes over the network, so that it can be asked whether it can be reached before it is written to.</summary>
interface IEndpointSink
{
    /// <summary>Where it writes to. Asked for by a plain GET, whose answer does not matter.</summary>
    Uri Endpoint { get; }
}
