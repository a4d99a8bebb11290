using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>The credentials of a role, taken anew before they end.</summary>
/// <remarks>The SDK's own class for this makes its STS client by itself, and so ignores the endpoint and region that are set here, and the source's clock.</remarks>
sealed class AssumedRoleCredentials : AWSCredentials, IDisposable
{
    // The shortest session that every role allows is the default hour; renewed so much before its end, or at half-life if it is shorter, that an outage of STS goes unnoticed.
    static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(10);

    // While the session still lasts, a role that could not be assumed is tried again after this.
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim _renewing = new(1);
    readonly IAmazonSecurityTokenService _sts;
    readonly AssumeRoleRequest _request;
    readonly TimeProvider _time;
    volatile RoleSession? _session;

    public AssumedRoleCredentials(IAmazonSecurityTokenService sts, string roleArn, string? externalId, TimeProvider time)
    {
        _sts = sts;
        _request = new AssumeRoleRequest { RoleArn = roleArn, ExternalId = externalId, RoleSessionName = "fluency-ingest" };
        _time = time;
    }

    // The SDK's calls are all made without waiting; this is for a caller of its synchronous ones, of which there is none here.
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        if (_session is { } session && _time.GetUtcNow() < session.RenewAt)
        {
            return session.Credentials;
        }

        await _renewing.WaitAsync().ConfigureAwait(false);
        try
        {
            return (_session = await RenewAsync(_session).ConfigureAwait(false)).Credentials;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Lets the next request take new ones: AWS says that those with this token have ended, though their time has not come.</summary>
    public void Discard(string? token)
    {
        // Requests that were signed before a renewal fail after it too: they do not mean the new session.
        if (_session is { } session && session.Credentials.Token == token)
        {
            _session = null;
        }
    }

    public void Dispose()
    {
        _sts.Dispose();
        _renewing.Dispose();
    }

    async Task<RoleSession> RenewAsync(RoleSession? session)
    {
        var now = _time.GetUtcNow();
        if (session is not null && now < session.RenewAt)
        {
            return session;
        }

        try
        {
            return await AssumeAsync(now).ConfigureAwait(false);
        }
        catch (Exception) when (session is not null && now < session.EndsAt)
        {
            return session with { RenewAt = now + RetryInterval < session.EndsAt ? now + RetryInterval : session.EndsAt };
        }
    }

    async Task<RoleSession> AssumeAsync(DateTimeOffset now)
    {
        var response = await _sts.AssumeRoleAsync(_request).ConfigureAwait(false);
        var credentials = response.Credentials;
        var endsAt = new DateTimeOffset(credentials.Expiration?.ToUniversalTime() ?? throw new AmazonClientException($"STS said of the role {_request.RoleArn} not when its session ends."));
        var half = (endsAt - now) / 2;
        return new RoleSession(
            new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
            RenewAt: endsAt - (half < RenewBefore ? half : RenewBefore),
            EndsAt: endsAt);
    }
}
