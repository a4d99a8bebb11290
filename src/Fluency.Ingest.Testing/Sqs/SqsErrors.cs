using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The errors of SQS, with the words of SQS. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html.</summary>
static class SqsErrors
{
    public static AwsError QueueDoesNotExist() => new(400, "QueueDoesNotExist", "The specified queue does not exist.") { QueryCode = "AWS.SimpleQueueService.NonExistentQueue" };

    public static AwsError QueueNameExists(string name)
        => new(400, "QueueNameExists", $"A queue already exists with the same name and a different value for an attribute: {name}") { QueryCode = "QueueAlreadyExists" };

    public static AwsError MessageNotInflight() => new(400, "MessageNotInflight", "The specified message is not in flight.") { QueryCode = "AWS.SimpleQueueService.MessageNotInflight" };

    public static AwsError ReceiptHandleIsInvalid(string handle) => new(400, "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static AwsError InvalidHandle(string handle, string reason) => InvalidParameter($"Value {handle} for parameter ReceiptHandle is invalid. Reason: {reason}");

    public static AwsError InvalidParameter(string message) => new(400, "InvalidParameterValueException", message) { QueryCode = "InvalidParameterValue" };

    public static AwsError MissingParameter(string name)
        => new(400, "MissingRequiredParameterException", $"The request must contain the parameter {name}.") { QueryCode = "MissingParameter" };

    public static AwsError InvalidAttributeName(string name) => new(400, "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static AwsError InvalidAttributeValue(string name, string reason)
        => new(400, "InvalidAttributeValue", $"Invalid value for the parameter {name}. Reason: {reason}");

    public static AwsError InvalidMessageContents() => new(400, "InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.");

    public static AwsError EmptyBatch() => new(400, "EmptyBatchRequest", "There should be at least one entry in the request.") { QueryCode = "AWS.SimpleQueueService.EmptyBatchRequest" };

    public static AwsError TooManyEntries(int count)
        => new(400, "TooManyEntriesInBatchRequest", $"Maximum number of entries per request are 10. You have sent {count}.") { QueryCode = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest" };

    public static AwsError IdsNotDistinct(string id)
        => new(400, "BatchEntryIdsNotDistinct", $"Id {id} repeated.") { QueryCode = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" };

    public static AwsError InvalidBatchEntryId()
        => new(400, "InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.") { QueryCode = "AWS.SimpleQueueService.InvalidBatchEntryId" };

    public static AwsError BatchTooLong(long limit, long bytes)
        => new(400, "BatchRequestTooLong", $"Batch requests cannot be longer than {limit} bytes. You have sent {bytes} bytes.") { QueryCode = "AWS.SimpleQueueService.BatchRequestTooLong" };

    public static AwsError OverLimit() => new(403, "OverLimit", "Too many messages in flight.");

    public static AwsError Unsupported(string what) => new(400, "UnsupportedOperation", what) { QueryCode = "AWS.SimpleQueueService.UnsupportedOperation" };
}
