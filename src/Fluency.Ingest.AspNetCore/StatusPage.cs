using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.AspNetCore;

/// <summary>The endpoints of the page: itself and its two files, the status as JSON and as a feed, and the live tail. All only read.</summary>
sealed class StatusPage
{
    // HEAD goes where GET goes; the server leaves the body out.
    static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    readonly StatusPageOptions _options;
    readonly IServiceProvider _services;
    readonly StatusPageAccess _access;
    readonly StreamCount _streams;
    readonly ILogger _logger;

    public StatusPage(StatusPageOptions options, IServiceProvider services)
    {
        _options = options;
        _services = services;
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Fluency.Ingest.AspNetCore");
        _access = new StatusPageAccess(options, _logger);
        _streams = new StreamCount(options.MaxStreams);
    }

    // Not before the first request: the host reports what is wrong with its pipes when it starts, not when it maps endpoints.
    IReadOnlyList<Pipe> Pipes => _options.Pipes ?? _services.GetRequiredService<IngestPipes>();

    public void Map(RouteGroupBuilder group)
    {
        var page = new PageAsset("page.html", "text/html; charset=utf-8");
        Map(group, "", context => IsFolder(context.Request) ? page.WriteAsync(context) : RedirectToFolder(context));
        Map(group, "page.css", new PageAsset("page.css", "text/css; charset=utf-8").WriteAsync);
        Map(group, "page.js", new PageAsset("page.js", "text/javascript; charset=utf-8").WriteAsync);
        Map(group, "status", WriteStatusAsync);
        Map(group, "events", context => StreamAsync(context, StatusEventsAsync));
        Map(group, "tail", TailAsync);
    }

    void Map(RouteGroupBuilder group, string pattern, RequestDelegate answer) =>
        group.MapMethods(pattern, Methods, context => _access.AdmitAsync(context, answer));

    // The page names its files relative to itself, so that it works under any path, also one that only a proxy knows.
    static bool IsFolder(HttpRequest request) => (request.PathBase + request.Path).Value is { } path && path.EndsWith('/');

    static Task RedirectToFolder(HttpContext context)
    {
        var path = (context.Request.PathBase + context.Request.Path).ToUriComponent();
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"./{path[(path.LastIndexOf('/') + 1)..]}/";
        return Task.CompletedTask;
    }

    Task WriteStatusAsync(HttpContext context) =>
        context.Response.WriteAsJsonAsync([.. Pipes.Select(static pipe => pipe.GetStatus())], StatusJson.PipeStatuses, cancellationToken: context.RequestAborted);

    async IAsyncEnumerable<SseItem<string>> StatusEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var changed in StatusFeed.WatchAsync(Pipes, _options.Interval, cancellationToken).ConfigureAwait(false))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(changed, StatusJson.PipeStatuses), "status");
        }
    }

    async Task TailAsync(HttpContext context)
    {
        // In the query: the names of components hold slashes and what else their users liked, which proxies clean up in paths.
        var query = context.Request.Query;
        var pipe = Pipes.FirstOrDefault(pipe => query["pipe"] == pipe.Name);
        var component = query["component"].ToString();
        if (pipe is null || pipe.GetStatus().Components.All(known => known.Id != component))
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, "No pipe has such a component.\n").ConfigureAwait(false);
            return;
        }

        if (!TryReadAnswer(query["answer"].ToString(), out var answer))
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "answer must be Pass, Drop, Abort or Error.\n").ConfigureAwait(false);
            return;
        }

        var showsRecords = await _access.MaySeeRecordsAsync(context).ConfigureAwait(false);

        // What is not shown is not even copied.
        var options = showsRecords ? new TailOptions { Answer = answer } : new TailOptions { Answer = answer, MaxBodyBytes = 0 };
        await StreamAsync(context, token => TailEventsAsync(pipe, component, options, showsRecords, token)).ConfigureAwait(false);
    }

    static async IAsyncEnumerable<SseItem<string>> TailEventsAsync(Pipe pipe, string component, TailOptions options, bool showsRecords, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SseItem<string>(showsRecords ? """{"records":true}""" : """{"records":false}""", "tail");
        await foreach (var record in pipe.TailAsync(component, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(record, StatusJson.TailRecord), "record");
        }
    }

    static bool TryReadAnswer(string text, out ProcessorAnswer? answer)
    {
        answer = text switch
        {
            "Pass" => ProcessorAnswer.Pass,
            "Drop" => ProcessorAnswer.Drop,
            "Abort" => ProcessorAnswer.Abort,
            "Error" => ProcessorAnswer.Error,
            _ => null,
        };
        return answer is not null || text.Length == 0;
    }

    async Task StreamAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> read)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream";
            return;
        }

        if (!_streams.TryOpen())
        {
            Log.StreamRefused(_logger, _streams.Most);
            context.Response.Headers.RetryAfter = "30";
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many streams are open.\n").ConfigureAwait(false);
            return;
        }

        try
        {
            // nginx would hold events back until its buffer is full.
            context.Response.Headers["X-Accel-Buffering"] = "no";

            // A stream has no end of its own: it must not hold up the host's.
            var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            var time = context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;
            await TypedResults.ServerSentEvents(EventStream.WithBeatsAsync(read(end.Token), time, end.Token)).ExecuteAsync(context).ConfigureAwait(false);
        }
        finally
        {
            _streams.Close();
        }
    }

    static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
