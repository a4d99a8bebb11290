using System.Threading.Channels;
using Fluency.Ingest;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Sinks.Http;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The library's own sinks as words of a route's description.</summary>
public static class FluencyIngestRouteBuilderExtensions
{
    /// <summary>Appends the records to a file, one JSON object a line.</summary>
    /// <param name="route">The route.</param>
    /// <param name="path">The file; it and the folders above it are made at the first write.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>file</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToFile(this RouteBuilder route, string path, string name = "file") => ToFile(route, options => options.Path = path, name);

    /// <summary>Appends the records to a file, one JSON object a line.</summary>
    /// <param name="route">The route.</param>
    /// <param name="configure">Names the file.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>file</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToFile(this RouteBuilder route, Action<FileSinkOptions> configure, string name = "file") =>
        To(route, configure, name, options => new FileSink(options));

    /// <summary>Sends the records to EventWatch, the Fluency platform's store of events.</summary>
    /// <param name="route">The route.</param>
    /// <param name="configure">Gives the address and the token that the platform shows.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>eventwatch</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToEventWatch(this RouteBuilder route, Action<EventWatchOptions> configure, string name = "eventwatch") =>
        To(route, configure, name, options => new EventWatchSink(options, LoggerOf<EventWatchSink>(route)));

    /// <summary>Sends the records to an HTTP Event Collector: Splunk's, or one that speaks its protocol.</summary>
    /// <param name="route">The route.</param>
    /// <param name="configure">Gives the address and the token.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>collector</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToHttpEventCollector(this RouteBuilder route, Action<HttpEventCollectorOptions> configure, string name = "collector") =>
        To(route, configure, name, options => new HttpEventCollectorSink(options, LoggerOf<HttpEventCollectorSink>(route)));

    /// <summary>Sends the records to any receiver by POST, as JSON.</summary>
    /// <param name="route">The route.</param>
    /// <param name="configure">Gives the address, and where needed format, token, headers and key.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>webhook</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToWebhook(this RouteBuilder route, Action<WebhookOptions> configure, string name = "webhook") =>
        To(route, configure, name, options => new WebhookSink(options, LoggerOf<WebhookSink>(route)));

    /// <summary>Writes the records to standard output, one JSON object a line.</summary>
    /// <param name="route">The route.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>console</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToConsole(this RouteBuilder route, string name = "console")
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.To(new ConsoleSink(), name);
    }

    /// <summary>Discards the records, on purpose.</summary>
    /// <param name="route">The route.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>null</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToNull(this RouteBuilder route, string name = "null")
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.To(new NullSink(), name);
    }

    /// <summary>Hands the records to another part of the program through a channel.</summary>
    /// <param name="route">The route.</param>
    /// <param name="writer">Takes batches, which their reader owns. It should be bounded, so that a slow reader holds back the queue instead of filling memory.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>channel</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder ToChannel(this RouteBuilder route, ChannelWriter<RecordBatch> writer, string name = "channel")
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.To(new ChannelWriterSink(writer), name);
    }

    /// <summary>Hands the records to a function.</summary>
    /// <param name="route">The route.</param>
    /// <param name="write">Makes a batch durable. See <see cref="ISink.WriteAsync"/> for what it may do with it.</param>
    /// <param name="name">The sink's name in statistics and logs. Default <c>function</c>.</param>
    /// <returns>The route.</returns>
    public static RouteBuilder To(this RouteBuilder route, Func<RecordBatch, CancellationToken, ValueTask> write, string name = "function")
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.To(new DelegateSink(write), name);
    }

    static RouteBuilder To<TOptions>(RouteBuilder route, Action<TOptions> configure, string name, Func<TOptions, ISink> make)
        where TOptions : new()
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TOptions();
        configure(options);
        return route.To(() => make(options), name);
    }

    static ILogger<TSink>? LoggerOf<TSink>(RouteBuilder route) => (route.Services?.GetService(typeof(ILoggerFactory)) as ILoggerFactory)?.CreateLogger<TSink>();
}
