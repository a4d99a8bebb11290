using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing.Collector;

/// <summary>The way of every request to a collector: log it, meet a fault, say who asks, take what was sent, answer.</summary>
sealed class CollectorEndpoint(LocalCollector collector)
{
    const string Root = "/services/collector";

    public async Task HandleAsync(HttpContext http)
    {
        var request = new CollectorRequest(http.Request, PathOf(http.Request.Path), collector.TimeProvider.GetUtcNow());
        collector.Begin(request);
        try
        {
            await RunAsync(http, request).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // Nobody is there to be answered.
            http.Abort();
        }
        finally
        {
            collector.End(request);
        }
    }

    static CollectorPath PathOf(PathString path) => path.Value?.TrimEnd('/').ToUpperInvariant() switch
    {
        "/SERVICES/COLLECTOR" or "/SERVICES/COLLECTOR/EVENT" or "/SERVICES/COLLECTOR/EVENT/1.0" => CollectorPath.Events,
        "/SERVICES/COLLECTOR/ACK" or "/SERVICES/COLLECTOR/ACK/1.0" => CollectorPath.Acknowledgements,
        "/SERVICES/COLLECTOR/HEALTH" or "/SERVICES/COLLECTOR/HEALTH/1.0" => CollectorPath.Health,
        _ => CollectorPath.Webhook,
    };

    async Task RunAsync(HttpContext http, CollectorRequest request)
    {
        var fault = collector.Faults.At(request.Path);
        switch (fault?.Effect.Kind)
        {
            case CollectorEffectKind.CloseConnection:
                http.Abort();
                return;
            case CollectorEffectKind.Answer:
                await SendAsync(http, request, new CollectorAnswer(fault.Effect.Status, fault.Effect.Body) { RetryAfter = fault.Effect.RetryAfter }).ConfigureAwait(false);
                return;
            case CollectorEffectKind.Hold:
                await fault.Released.WaitAsync(http.RequestAborted).ConfigureAwait(false);
                break;
            case CollectorEffectKind.Delay:
                await collector.TimeProvider.WaitUntilAsync(request.Time + fault.Effect.Duration, http.RequestAborted).ConfigureAwait(false);
                break;
        }

        var tooLarge = await ReadAsync(http, request).ConfigureAwait(false);
        if (fault?.Effect.Kind == CollectorEffectKind.CloseAfterReading)
        {
            http.Abort();
            return;
        }

        var answer = tooLarge ?? AnswerTo(http.Request, request, fault?.Effect);
        if (fault?.Effect.Kind == CollectorEffectKind.LoseAnswer)
        {
            http.Abort();
            return;
        }

        await SendAsync(http, request, answer).ConfigureAwait(false);
    }

    CollectorAnswer AnswerTo(HttpRequest http, CollectorRequest request, CollectorEffect? effect)
    {
        if (request.Path == CollectorPath.Health)
        {
            return CollectorAnswer.Healthy;
        }

        if (!HttpMethods.IsPost(http.Method))
        {
            return CollectorAnswer.MethodNotAllowed;
        }

        if (request.Path == CollectorPath.Webhook)
        {
            return http.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase) ? CollectorAnswer.NotFound : ToWebhook(request);
        }

        if (http.Query.ContainsKey("token"))
        {
            return CollectorAnswer.QueryStringForbidden;
        }

        var (token, refusal) = collector.TokenOf(request.Headers.GetValueOrDefault("Authorization"));
        if (token is null)
        {
            return refusal!;
        }

        var channel = request.Headers.GetValueOrDefault("X-Splunk-Request-Channel") ?? (string?)http.Query["channel"];
        return request.Path == CollectorPath.Events ? ToEvents(request, token, channel, effect) : ToQuestion(request, token, channel);
    }

    CollectorAnswer ToEvents(CollectorRequest request, CollectorToken token, string? channel, CollectorEffect? effect)
    {
        if (ChannelErrorOf(token, channel) is { } error)
        {
            return error;
        }

        if (request.Body.IsEmpty)
        {
            return request.SentBody.IsEmpty ? CollectorAnswer.NoData : CollectorAnswer.Refused(6, 0);
        }

        var refused = effect?.Kind == CollectorEffectKind.RefuseEvent ? effect.Event : -1;
        var (events, code) = EventReader.Read(request.Body.Span, channel, (number, read) =>
            number == refused || collector.Refuses(read) ? 6 : token.Allows(read.Index) ? 0 : 7);

        // As Splunk does: what stands before the wrong one is taken.
        var id = events.Count > 0 ? collector.Store.Add(events, token.Acknowledge ? channel : null, effect?.Kind == CollectorEffectKind.LoseAcknowledgement) : null;
        return code != 0 ? CollectorAnswer.Refused(code, events.Count) : events.Count == 0 ? CollectorAnswer.NoData : CollectorAnswer.Success(id);
    }

    CollectorAnswer ToQuestion(CollectorRequest request, CollectorToken token, string? channel)
    {
        if (!token.Acknowledge)
        {
            return CollectorAnswer.AcknowledgementDisabled;
        }

        if (ChannelErrorOf(token, channel) is { } error)
        {
            return error;
        }

        try
        {
            using var question = JsonDocument.Parse(request.Body);
            var ids = question.RootElement.GetProperty("acks").EnumerateArray().Select(static id => id.GetInt64());
            var acks = ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"\"{id}\":{(collector.Store.Acknowledge(channel!, id) ? "true" : "false")}"));
            return new CollectorAnswer(200, $"{{\"acks\":{{{string.Join(',', acks)}}}}}");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CollectorAnswer.Refused(6, 0);
        }
    }

    static CollectorAnswer? ChannelErrorOf(CollectorToken token, string? channel)
    {
        if (string.IsNullOrEmpty(channel))
        {
            return token.Acknowledge ? CollectorAnswer.ChannelMissing : null;
        }

        return Guid.TryParse(channel, out _) ? null : CollectorAnswer.ChannelInvalid;
    }

    CollectorAnswer ToWebhook(CollectorRequest request)
    {
        var options = collector.Options;
        if (options.WebhookAuthorization is { } expected && request.Headers.GetValueOrDefault("Authorization") != expected)
        {
            return new CollectorAnswer(401, """{"error":"unauthorized"}""");
        }

        if (options.SigningKey is { } key && !WebhookReader.IsSigned(request, key, collector.TimeProvider.GetUtcNow()))
        {
            return new CollectorAnswer(401, """{"error":"wrong signature"}""");
        }

        var records = WebhookReader.Read(request.Headers.GetValueOrDefault("Content-Type"), request.Body.Span);
        if (records is null)
        {
            return new CollectorAnswer(400, """{"error":"neither an array nor lines"}""");
        }

        return collector.TryTake(records) ? new CollectorAnswer(200, "{}") : new CollectorAnswer(422, """{"error":"a record is not acceptable"}""");
    }

    async Task<CollectorAnswer?> ReadAsync(HttpContext http, CollectorRequest request)
    {
        var limit = collector.Options.MaxContentLength;
        if (http.Request.ContentLength > limit)
        {
            return CollectorAnswer.TooLarge(http.Request.ContentLength.Value, limit);
        }

        using var sent = new MemoryStream();
        await http.Request.Body.CopyToAsync(sent, http.RequestAborted).ConfigureAwait(false);
        request.SentBody = sent.ToArray();
        request.Body = Decompress(request);
        var length = Math.Max(request.SentBody.Length, request.Body.Length);
        return length > limit ? CollectorAnswer.TooLarge(length, limit) : null;
    }

    static byte[] Decompress(CollectorRequest request)
    {
        if (!request.Headers.TryGetValue("Content-Encoding", out var encoding) || encoding.Length == 0)
        {
            return request.SentBody.ToArray();
        }

        try
        {
            using var gzip = new GZipStream(new MemoryStream(request.SentBody.ToArray()), CompressionMode.Decompress);
            using var body = new MemoryStream();
            gzip.CopyTo(body);
            return body.ToArray();
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    static async Task SendAsync(HttpContext http, CollectorRequest request, CollectorAnswer answer)
    {
        request.Status = answer.Status;
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } retryAfter)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        var body = Encoding.UTF8.GetBytes(answer.Body);
        http.Response.ContentType = answer.Body.StartsWith('{') ? "application/json; charset=UTF-8" : "text/plain";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
