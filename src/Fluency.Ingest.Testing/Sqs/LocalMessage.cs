namespace Fluency.Ingest.Testing;

/// <summary>A message as it stood when it was looked at.</summary>
/// <param name="MessageId">The message id. Copies of a message share it.</param>
/// <param name="Body">The body.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ReceiveCount">How often it was received so far.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="FirstReceivedAt">When it was received for the first time, if it was.</param>
/// <param name="VisibleAt">When it becomes visible by itself; for visible ones, when it did.</param>
/// <param name="ReceiptHandle">The handle of the last receive, if there was one: the only one that can still delete it.</param>
public sealed record LocalMessage(
    string MessageId,
    string Body,
    LocalMessageState State,
    int ReceiveCount,
    DateTimeOffset SentAt,
    DateTimeOffset? FirstReceivedAt,
    DateTimeOffset VisibleAt,
    string? ReceiptHandle);
