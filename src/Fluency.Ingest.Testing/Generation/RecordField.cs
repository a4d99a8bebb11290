namespace Fluency.Ingest.Testing.Generation;

/// <summary>The fields of a record, in the order in which CloudTrail mostly writes them.</summary>
enum RecordField
{
    EventVersion = 0,
    UserIdentity,
    EventTime,
    EventSource,
    EventName,
    AwsRegion,
    SourceIpAddress,
    UserAgent,
    Error,
    RequestParameters,
    ResponseElements,
    AdditionalEventData,
    RequestId,
    EventId,
    ReadOnly,
    Resources,
    EventType,
    ApiVersion,
    ManagementEvent,
    RecipientAccountId,
    SharedEventId,
    ServiceEventDetails,
    VpcEndpointId,
    EventCategory,
    TlsDetails,
    SessionCredentialFromConsole,
    Addendum,
}
