namespace Fluency.Ingest.Sinks.Http;

/// <summary>What each answer of an event collector means for the events. One table, without I/O.</summary>
static class EventCollectorVerdicts
{
    public static HttpVerdict Of(HttpAnswer answer, EventCollectorAnswer said, HttpExchange exchange)
    {
        if (answer.Status == 0 || said.Code is null)
        {
            return WithoutCode(answer, said, exchange);
        }

        var who = HttpStatusVerdicts.Said(answer, exchange);
        return (EventCollectorCode)said.Code switch
        {
            // The last two are warnings: the events were taken.
            EventCollectorCode.Success or EventCollectorCode.QueueNearlyFull or EventCollectorCode.AcknowledgementsNearlyFull when answer.IsSuccess => HttpVerdict.Accepted,

            EventCollectorCode.TokenDisabled or EventCollectorCode.TokenDisabledForHealth =>
                Retry(answer, $"{who}: the token is disabled. Enable it there, or give another one. {HttpStatusVerdicts.TokenAdvice(exchange)}"),
            EventCollectorCode.TokenRequired or EventCollectorCode.AuthorizationInvalid or EventCollectorCode.TokenInvalid or EventCollectorCode.TokenInvalidForHealth =>
                Retry(answer, $"{who}: it does not know the token. {HttpStatusVerdicts.TokenAdvice(exchange)}"),

            // The events before the named one may have been indexed, or not: they are sent again without it.
            EventCollectorCode.DataFormatInvalid or EventCollectorCode.EventRequired or EventCollectorCode.EventBlank =>
                new HttpVerdict(HttpVerdictKind.Refused, $"{exchange.Name} refuses the event: {WordsFor(said.Code.Value)} (code {said.Code}).") { Record = said.InvalidEvent },

            // What is the same for every event is no event's fault.
            EventCollectorCode.IndexIncorrect =>
                Retry(answer, $"{who}: the token may not write to the index. Allow it there, or set Index to one that it may write to; the records wait."),
            EventCollectorCode.FieldsInvalid =>
                Retry(answer, $"{who}: it does not take the indexed fields, which are the same for all events. Correct Fields; the records wait."),
            EventCollectorCode.ChannelMissing or EventCollectorCode.ChannelInvalid =>
                Retry(answer, $"{who}: the token has indexer acknowledgement on, and asks for a channel. Set Acknowledge to true, or turn it off there; the records wait."),
            EventCollectorCode.AcknowledgementDisabled =>
                Retry(answer, $"{who}: the token has indexer acknowledgement off. Turn it on there, or set Acknowledge to false; the records wait."),
            EventCollectorCode.QueryStringForbidden =>
                Retry(answer, $"{who}: it found a token in the address, which it does not take there. Check Endpoint; the records wait."),
            EventCollectorCode.NoData =>
                Retry(answer, $"{who}: the events were lost on the way to it, perhaps in a proxy. They are sent again."),

            EventCollectorCode.InternalError or EventCollectorCode.ServerBusy or EventCollectorCode.ShuttingDown or EventCollectorCode.QueuesFull
                or EventCollectorCode.AcknowledgementUnavailable or EventCollectorCode.QueuesFullAndAcknowledgementUnavailable
                or EventCollectorCode.QueueAtCapacity or EventCollectorCode.AcknowledgementsAtCapacity =>
                Retry(answer, $"{who}: it cannot take events now; they wait."),

            // A code that came later than this table, or one that does not fit the status: HTTP's own status says what can be known, but never that they were taken.
            _ when answer.IsSuccess => Retry(answer, $"{who}, which is no answer of an event collector that took events. Check that Endpoint is one; the records wait."),
            _ => HttpStatusVerdicts.Of(answer, exchange),
        };
    }

    static HttpVerdict WithoutCode(HttpAnswer answer, EventCollectorAnswer said, HttpExchange exchange) =>
        answer.IsSuccess && answer.Body.Length > 0 && !(said.IsJson && EventCollectorAnswer.IsSuccessWithoutCode(answer.Body.Span))
            ? Retry(answer, $"{exchange.Name} answered {answer.Status}, but not as an event collector does: something else is at that address, perhaps a proxy's page. Check Endpoint; the records wait.")
            : HttpStatusVerdicts.Of(answer, exchange);

    static string WordsFor(int code) => (EventCollectorCode)code switch
    {
        EventCollectorCode.EventRequired => "Event field is required",
        EventCollectorCode.EventBlank => "Event field cannot be blank",
        _ => "Invalid data format",
    };

    static HttpVerdict Retry(HttpAnswer answer, string reason) => new(HttpVerdictKind.Retry, reason) { RetryAfter = answer.RetryAfter, Exception = answer.Exception };
}
