using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Setup;

/// <summary>Asks AWS who is calling, which nobody needs a right for, and assumes the role if one is to be.</summary>
sealed class IdentityCheck(S3NotificationOptions options, AwsClients clients, DoctorFindings findings)
{
    const string Identity = "identity";
    const string Role = "role";

    /// <summary>Asks.</summary>
    /// <returns>Whether requests can be signed by whom they are to be signed.</returns>
    public async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var sts = clients.CreateSts();
            var caller = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            findings.Ok(Identity, $"The credentials are those of {caller.Arn}.");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Fail(Identity, exception is AmazonServiceException refused
                ? $"The credentials are not valid ({refused.ErrorCode}: {refused.Message.TrimEnd('.')}); check AccessKeyId, SecretAccessKey and SessionToken, or the profile or role in their place."
                : $"There are no credentials: {exception.Message.TrimEnd('.')}; give the process a role, a Profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its environment.");
            return false;
        }

        return options.RoleArn is null || await AssumeAsync(options.RoleArn, cancellationToken).ConfigureAwait(false);
    }

    async Task<bool> AssumeAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            using var sts = clients.CreateStsAsCollector();
            var caller = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            findings.Ok(Role, $"The role is assumed, as {caller.Arn}.");
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var externalId = options.ExternalId is null ? "no external id" : "this external id";
            findings.Fail(
                Role,
                $"The role {role} cannot be assumed: {exception.Message.TrimEnd('.')}; the caller needs sts:AssumeRole on it, and its trust policy must name the caller and demand {externalId}.",
                exception is AmazonServiceException ? new PolicyStatement("sts:AssumeRole", role) : null);
            return false;
        }
    }
}
