namespace Fluency.Ingest.Sinks.Http;

/// <summary>What HTTP's own statuses mean, where the receiver's protocol says no more. One table, so that all sinks agree.</summary>
/// <remarks>Whatever may be the fault of a configuration or of a proxy is tried again: no record is at fault, and none may be lost by it.</remarks>
static class HttpStatusVerdicts
{
    public static HttpVerdict Of(HttpAnswer answer, HttpExchange exchange) => answer.Status switch
    {
        0 => Retry(answer, answer.Failure),
        >= 200 and < 300 => HttpVerdict.Accepted,
        >= 300 and < 400 => Retry(answer, $"{Said(answer, exchange)}, a redirect, which is not followed, since records and token would go where nobody named. Give the final address as Endpoint."),
        400 or 422 => new HttpVerdict(HttpVerdictKind.Doubtful, $"{Said(answer, exchange)}: it does not take this as it is."),
        401 or 403 or 407 => Retry(answer, $"{Said(answer, exchange)}: it refuses the sender. {TokenAdvice(exchange)}"),
        404 or 405 or 410 => Retry(answer, $"{Said(answer, exchange)}: nothing takes records at that address. Check the path of Endpoint; the records wait."),
        413 => new HttpVerdict(HttpVerdictKind.TooLarge, $"{Said(answer, exchange)}: it does not take so many bytes."),
        415 => Retry(answer, $"{Said(answer, exchange)}: it does not take this kind of body. Set Compression to None, or another format; the records wait."),
        408 or 425 or 429 or >= 500 => Retry(answer, $"{Said(answer, exchange)}: it cannot take records now; they wait."),
        _ => Retry(answer, $"{Said(answer, exchange)}, which means nothing here; the records wait."),
    };

    /// <summary>What to do about a token that is refused.</summary>
    public static string TokenAdvice(HttpExchange exchange) => exchange.Token is { } token
        ? $"The records wait. Put a token that it takes into {token.Origin}; a TokenFile is read again before each try."
        : "The records wait. Give the token that it asks for as Token or TokenFile.";

    /// <summary>Who answered what.</summary>
    public static string Said(HttpAnswer answer, HttpExchange exchange)
    {
        var text = exchange.Show(answer.Body.Span);
        return text.Length == 0 ? $"{exchange.Name} answered {answer.Status}" : $"{exchange.Name} answered {answer.Status} ({text})";
    }

    static HttpVerdict Retry(HttpAnswer answer, string reason) => new(HttpVerdictKind.Retry, reason) { RetryAfter = answer.RetryAfter, Exception = answer.Exception };
}
