using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>The credentials of a role, taken anew before they end.</summary>
/// <remarks>The SDK's own class for this makes its STS client by itself and so ignores the endpoint and region that are set here.</remarks>
sealed class AssumedRoleCredentials : RefreshingAWSCredentials
{
    // The shortest session that every role allows is the default hour; renewed so much before its end that an outage of STS shorter than that goes unnoticed.
    static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);

    readonly IAmazonSecurityTokenService _sts;
    readonly AssumeRoleRequest _request;

    public AssumedRoleCredentials(IAmazonSecurityTokenService sts, string roleArn, string? externalId)
    {
        _sts = sts;
        _request = new AssumeRoleRequest { RoleArn = roleArn, ExternalId = externalId, RoleSessionName = "fluency-ingest" };
        PreemptExpiryTime = RenewBefore;
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var response = await _sts.AssumeRoleAsync(_request).ConfigureAwait(false);
        var credentials = response.Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
            credentials.Expiration ?? throw new AmazonClientException($"STS said of the role {_request.RoleArn} not when its session ends."));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sts.Dispose();
        }

        base.Dispose(disposing);
    }
}
