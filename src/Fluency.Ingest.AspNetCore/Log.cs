using System.Net;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.AspNetCore;

/// <summary>What this package logs.</summary>
static partial class Log
{
    [LoggerMessage(2170, LogLevel.Debug, "The status page refused a request from {Address}, since {Reason}, and the host has no authentication that could ask for a user.")]
    public static partial void PageRefused(ILogger logger, IPAddress? address, string reason);

    [LoggerMessage(2171, LogLevel.Warning, "The status page refused a stream: {MaxStreams} are open already (MaxStreams). Its page asks now and then instead.")]
    public static partial void StreamRefused(ILogger logger, int maxStreams);
}
