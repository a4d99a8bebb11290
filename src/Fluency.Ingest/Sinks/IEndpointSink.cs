namespace Fluency.Ingest.Sinks;

/// <summary>A sink that writes over the network, so that it can be asked whether it can be reached before it is written to.</summary>
interface IEndpointSink
{
    /// <summary>Where it writes to, without the path, which may be a secret. Asked for by a plain GET, whose answer does not matter.</summary>
    Uri Endpoint { get; }

    /// <summary>Makes a client that trusts whom the sink trusts; the caller disposes it.</summary>
    HttpClient CreateClient();

    /// <summary>Reads the token with which it is let in, which a plain GET does not show to be right.</summary>
    /// <returns>Where it comes from, for people; null where there is none.</returns>
    /// <exception cref="SinkException">It cannot be read.</exception>
    string? ReadToken() => null;

    /// <summary>Reads the key with which requests are signed, as <see cref="ReadToken"/> reads the token.</summary>
    /// <returns>Where it comes from, for people; null where there is none.</returns>
    /// <exception cref="SinkException">It cannot be read, or is no key.</exception>
    string? ReadSigningKey() => null;
}
