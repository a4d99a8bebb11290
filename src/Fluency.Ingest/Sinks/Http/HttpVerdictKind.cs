namespace Fluency.Ingest.Sinks.Http;

/// <summary>What an answer means for the records that were sent.</summary>
enum HttpVerdictKind
{
    /// <summary>They are durable.</summary>
    Accepted = 0,

    /// <summary>They may be later: no record is at fault.</summary>
    Retry,

    /// <summary>One of them will never be; the others may have to be sent again.</summary>
    Refused,

    /// <summary>The receiver did not like the request, and did not say whether a record is at fault.</summary>
    Doubtful,

    /// <summary>They are too many bytes for one request.</summary>
    TooLarge,
}
