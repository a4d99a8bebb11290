using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Notifications;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics;

static partial class Log
{
    [LoggerMessage(1000, LogLevel.Warning, "A receive from {QueueUrl} failed ({Failures} in a row); the next is tried in {Delay}. If this does not pass by itself, look at the exception.")]
    public static partial void ReceiveFailed(ILogger logger, string queueUrl, int failures, TimeSpan delay, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "Receiving from {QueueUrl} works again after {Failures} failures.")]
    public static partial void ReceiveRecovered(ILogger logger, string queueUrl, int failures);

    [LoggerMessage(1002, LogLevel.Debug, "Message {MessageId} (receive {Attempt}) is {Kind} and tells of {Objects} objects; {Ignored} other entries were ignored.")]
    public static partial void NotificationRead(ILogger logger, string messageId, int attempt, NotificationKind kind, int objects, int ignored);

    [LoggerMessage(1003, LogLevel.Warning, "Message {MessageId} could not be understood: {Problem}")]
    public static partial void NotificationNotUnderstood(ILogger logger, string messageId, Failure problem);

    [LoggerMessage(1004, LogLevel.Warning, "Topic {TopicArn} asks to confirm its subscription (message {MessageId}). That is not done here, since whoever can send to the queue could ask it: confirm it in SNS, or nothing comes from that topic.")]
    public static partial void SubscriptionUnconfirmed(ILogger logger, string? topicArn, string messageId);

    [LoggerMessage(1010, LogLevel.Warning, "The lease of a message was lost: it could not be extended in time or reached twelve hours. It may be in other hands now, so that its unfinished work is cancelled.")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(1011, LogLevel.Error, "A callback of a lost lease failed.")]
    public static partial void LeaseLostCallbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Warning, "The visibility of messages may not be changed: leases cannot be extended, and what fails comes again only when its lease runs out. Receives hide messages for {Visibility} from now on (FixedVisibilityTimeout) and take {Messages} at once; work that takes longer is done twice. Grant sqs:ChangeMessageVisibility on the queue and start anew.")]
    public static partial void VisibilityDenied(ILogger logger, TimeSpan visibility, int messages);

    [LoggerMessage(1013, LogLevel.Debug, "{Extended} of {Leases} leases were extended.")]
    public static partial void LeasesExtended(ILogger logger, int extended, int leases);

    [LoggerMessage(1014, LogLevel.Warning, "The version of {Object} that its notification names may not be read; the newest was read instead, and so it will be for others of that kind. Grant s3:GetObjectVersion on the objects of {Bucket}, or set UseVersionId to false.")]
    public static partial void VersionDenied(ILogger logger, string @object, string bucket);

    [LoggerMessage(1020, LogLevel.Information, "Message {MessageId} was done, but its receipt is not valid any more: it was deleted, or handed out anew and is done twice.")]
    public static partial void MessageGone(ILogger logger, string messageId);

    [LoggerMessage(1021, LogLevel.Warning, "Message {MessageId} was done but could not be deleted ({Outcome}): it comes again, and its records are delivered twice.")]
    public static partial void DeleteFailed(ILogger logger, string messageId, SqsOutcome outcome);

    [LoggerMessage(1022, LogLevel.Error, "Message {MessageId} was done but may not be deleted, nor will any other be: every message comes again and again. Grant sqs:DeleteMessage on the queue.")]
    public static partial void DeleteDenied(ILogger logger, string messageId);

    [LoggerMessage(1023, LogLevel.Information, "Message {MessageId} could not be returned ({Outcome}): it comes again when its lease runs out.")]
    public static partial void ReturnFailed(ILogger logger, string messageId, SqsOutcome outcome);

    [LoggerMessage(1024, LogLevel.Warning, "Message {MessageId} (receive {Attempt}) is rejected and left to the queue's redrive policy: {Reason}")]
    public static partial void MessageRejected(ILogger logger, string messageId, int attempt, string reason);

    [LoggerMessage(1030, LogLevel.Warning, "The redrive policy of {QueueUrl} may not be read: rejected messages go to the quarantine rather than to a dead-letter queue. Grant sqs:GetQueueAttributes to change that.")]
    public static partial void RedrivePolicyDenied(ILogger logger, string queueUrl);

    [LoggerMessage(1031, LogLevel.Information, "The redrive policy of {QueueUrl} could not be read; it is asked for again soon.")]
    public static partial void RedrivePolicyUnknown(ILogger logger, string queueUrl, Exception exception);
}
