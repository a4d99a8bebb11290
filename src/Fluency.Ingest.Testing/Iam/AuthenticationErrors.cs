using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Iam;

/// <summary>How each service says that it does not know, or not believe, who is asking.</summary>
static class AuthenticationErrors
{
    public static AwsError Missing(AwsService service) => service == AwsService.S3
        ? new AwsError(403, "AccessDenied", "Access Denied")
        : new AwsError(403, service == AwsService.Sqs ? "MissingAuthenticationTokenException" : "MissingAuthenticationToken", "Request is missing Authentication Token");

    public static AwsError UnknownKey(AwsService service) => service switch
    {
        AwsService.S3 => new AwsError(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
        AwsService.Sqs => new AwsError(403, "UnrecognizedClientException", "The security token included in the request is invalid.") { QueryCode = "InvalidClientTokenId" },
        _ => new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
    };

    public static AwsError InvalidToken(AwsService service) => service == AwsService.S3
        ? new AwsError(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        : UnknownKey(service);

    public static AwsError ExpiredToken(AwsService service) => service switch
    {
        AwsService.S3 => new AwsError(400, "ExpiredToken", "The provided token has expired."),
        AwsService.Sqs => new AwsError(403, "ExpiredTokenException", "The security token included in the request is expired") { QueryCode = "ExpiredToken" },
        _ => new AwsError(403, "ExpiredToken", "The security token included in the request is expired"),
    };

    public static AwsError WrongSignature(AwsService service) => service == AwsService.Sqs
        ? new AwsError(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided.") { QueryCode = "SignatureDoesNotMatch" }
        : new AwsError(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.");

    public static AwsError Denied(AwsService service, LocalIdentity identity, string action, string resource)
    {
        // SQS names its actions in lower case in this sentence; S3 and STS do not.
        var named = service == AwsService.Sqs ? action.ToLowerInvariant() : action;
        var message = $"User: {identity.Arn} is not authorized to perform: {named} on resource: {resource} because no identity-based policy allows the {named} action";
        return service == AwsService.Sqs
            ? new AwsError(403, "AccessDeniedException", message) { QueryCode = "AccessDenied" }
            : new AwsError(403, "AccessDenied", message);
    }
}
