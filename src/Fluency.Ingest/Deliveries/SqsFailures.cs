using System.Net;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SQS.Model;

namespace Fluency.Ingest.Deliveries;

/// <summary>What SQS's errors mean: the one table of them.</summary>
static class SqsFailures
{
    /// <summary>What an entry of a batch that failed means.</summary>
    public static SqsOutcome OutcomeOf(BatchResultErrorEntry entry) => OutcomeOf(entry.Code, entry.SenderFault ?? false);

    /// <summary>What the failure of a whole call means for each message in it.</summary>
    public static SqsOutcome OutcomeOf(Exception exception) => exception switch
    {
        OverLimitException or RequestThrottledException => SqsOutcome.Retry,

        // The role could not be assumed, so that SQS was not asked: that says nothing of the right to what was asked for.
        AmazonSecurityTokenServiceException => SqsOutcome.Retry,
        AmazonServiceException service => OutcomeOf(service.ErrorCode, senderFault: false),
        _ => SqsOutcome.Retry,
    };

    /// <summary>What a failed receive means for the owner of the queue, if only he can mend it; else <see langword="null"/>: it may pass.</summary>
    public static IngestException? WhatToMend(Exception exception, string queueUrl) => exception switch
    {
        IngestException known => known,
        AmazonServiceException service => WhatToMend(service, queueUrl),

        // There are no credentials or no region at all; the message says where they were looked for.
        AmazonClientException client => new IngestException(
            FailureCause.AccessDenied,
            $"No request to the queue {queueUrl} could be made: {client.Message}",
            client),
        _ => null,
    };

    static IngestException? WhatToMend(AmazonServiceException exception, string queueUrl) => Name(exception.ErrorCode) switch
    {
        "QueueDoesNotExist" or "NonExistentQueue" or "InvalidAddress" => new IngestException(
            FailureCause.ContainerMissing,
            $"The queue {queueUrl} does not exist: {exception.Message} Check QueueUrl, and that Region and the account of the credentials are the queue's.",
            exception),
        "AccessDenied" or "AccessDeniedException" => new IngestException(
            FailureCause.AccessDenied,
            $"The queue {queueUrl} may not be read: {exception.Message} Grant sqs:ReceiveMessage on the queue (and sts:AssumeRole on RoleArn, if one is set).",
            exception),
        "KmsAccessDenied" or "KmsDisabled" or "KmsInvalidState" or "KmsInvalidKeyUsage" or "KmsNotFound" or "KmsOptInRequired" => new IngestException(
            FailureCause.KeyAccessDenied,
            $"The key that encrypts the queue {queueUrl} cannot be used: {exception.Message} Grant kms:Decrypt on it, and enable it.",
            exception),
        "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "ExpiredTokenException"
            or "InvalidSignatureException" or "IncompleteSignature" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "OptInRequired" or "InvalidSecurity" => new IngestException(
            FailureCause.AccessDenied,
            $"The credentials for the queue {queueUrl} are not valid ({exception.ErrorCode}): {exception.Message} Check AccessKeyId, SecretAccessKey and SessionToken, or the profile or role in their place.",
            exception),
        _ => null,
    };

    /// <summary>Whether messages may have been handed out by a receive that failed: they are then hidden, and nobody holds them.</summary>
    /// <remarks>An answer with an error status hands out nothing, nor does a connection that never came about.</remarks>
    public static bool MayHaveHandedOut(Exception exception) => exception switch
    {
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest } => false,
        AmazonServiceException => true,
        AmazonClientException => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => false,
        IngestException => false,
        _ => true,
    };

    static SqsOutcome OutcomeOf(string? code, bool senderFault) => Name(code) switch
    {
        "ReceiptHandleIsInvalid" or "MessageNotInflight" or "InvalidParameterValue" or "InvalidIdFormat" => SqsOutcome.Gone,
        "AccessDenied" or "AccessDeniedException" => SqsOutcome.Denied,

        // AWS counts asking too often among the sender's faults, and it passes all the same: giving up at it would lose leases under load.
        "RequestThrottled" or "ThrottlingException" or "Throttling" or "KmsThrottled" or "OverLimit" => SqsOutcome.Retry,
        _ => senderFault ? SqsOutcome.Refused : SqsOutcome.Retry,
    };

    // The query protocol's codes have a prefix, those of the JSON protocol a name space: AWS.SimpleQueueService.X, com.amazonaws.sqs#X.
    static string Name(string? code)
    {
        code ??= "";
        return code[(code.LastIndexOfAny(['.', '#']) + 1)..];
    }
}
