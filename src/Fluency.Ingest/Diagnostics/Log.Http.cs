using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics;

/// <summary>What sinks that speak HTTP log: event ids 2100 to 2129. Never a token, and never the path of an address, which may be one.</summary>
static partial class Log
{
    [LoggerMessage(2100, LogLevel.Warning, "{Receiver} does not take a request of {Bytes} bytes (413): they have at most {Limit} bytes now, and more is tried again later. Set MaxBatchBytes to what it takes")]
    public static partial void RequestTooLarge(ILogger logger, string receiver, int bytes, int limit);

    [LoggerMessage(2101, LogLevel.Warning, "{Receiver} takes the records but says that it will soon be full: {Text}")]
    public static partial void ReceiverNearlyFull(ILogger logger, string receiver, string text);

    [LoggerMessage(2102, LogLevel.Warning, "The Endpoint {Receiver} is http: the records, and the token if there is one, can be read by whoever listens on the way. Use https")]
    public static partial void ReceiverNotEncrypted(ILogger logger, string receiver);
}
