namespace Fluency.Ingest.Sinks.Http;

/// <summary>What an event collector says beside the HTTP status (https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector).</summary>
enum EventCollectorCode
{
    Success = 0,
    TokenDisabled = 1,
    TokenRequired = 2,
    AuthorizationInvalid = 3,
    TokenInvalid = 4,
    NoData = 5,
    DataFormatInvalid = 6,
    IndexIncorrect = 7,
    InternalError = 8,
    ServerBusy = 9,
    ChannelMissing = 10,
    ChannelInvalid = 11,
    EventRequired = 12,
    EventBlank = 13,
    AcknowledgementDisabled = 14,
    FieldsInvalid = 15,
    QueryStringForbidden = 16,
    Healthy = 17,
    QueuesFull = 18,
    AcknowledgementUnavailable = 19,
    QueuesFullAndAcknowledgementUnavailable = 20,
    TokenInvalidForHealth = 21,
    TokenDisabledForHealth = 22,
    ShuttingDown = 23,
    QueueNearlyFull = 24,
    AcknowledgementsNearlyFull = 25,
    QueueAtCapacity = 26,
    AcknowledgementsAtCapacity = 27,
}
