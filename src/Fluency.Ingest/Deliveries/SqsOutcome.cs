namespace Fluency.Ingest.Deliveries;

/// <summary>What came of asking SQS to do something with one message.</summary>
enum SqsOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>The receipt handle is not valid any more: the message was deleted, or handed out anew.</summary>
    Gone,

    /// <summary>The credentials lack the right to do so.</summary>
    Denied,

    /// <summary>SQS will never do it.</summary>
    Refused,

    /// <summary>It failed for a reason that may pass.</summary>
    Retry,
}
