using System.Collections.Concurrent;
using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.Iam;

namespace Fluency.Ingest.Testing;

/// <summary>Who may do what at a <see cref="LocalAws"/>.</summary>
/// <remarks>Access keys that nobody has registered, and requests without a signature, act as <see cref="Anyone"/>, unless <see cref="RejectsUnknownKeys"/> is set.</remarks>
public sealed class LocalIam
{
    readonly ConcurrentDictionary<string, (LocalIdentity Identity, string Secret)> _users = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, TemporaryKey> _temporary = new(StringComparer.Ordinal);
    readonly string _accountId;

    internal LocalIam(string accountId)
    {
        _accountId = accountId;
        Anyone = new LocalIdentity($"arn:aws:iam::{accountId}:user/anyone");
    }

    /// <summary>The identity of all whose access key is not registered.</summary>
    public LocalIdentity Anyone { get; }

    /// <summary>Whether access keys that are not registered, and requests without a signature, are turned away. Default <see langword="false"/>.</summary>
    public bool RejectsUnknownKeys { get; set; }

    /// <summary>Registers a user, whose signatures are checked from then on.</summary>
    /// <param name="accessKeyId">The access key id.</param>
    /// <param name="secretAccessKey">The secret: a request signed with another one is turned away.</param>
    /// <param name="name">The user's name for its ARN. Default <c>collector</c>.</param>
    /// <returns>The identity, to allow and deny it things.</returns>
    public LocalIdentity AddUser(string accessKeyId, string secretAccessKey, string name = "collector")
    {
        ArgumentException.ThrowIfNullOrEmpty(accessKeyId);
        ArgumentException.ThrowIfNullOrEmpty(secretAccessKey);
        var identity = new LocalIdentity($"arn:aws:iam::{_accountId}:user/{name}");
        _users[accessKeyId] = (identity, secretAccessKey);
        return identity;
    }

    /// <summary>Allows <see cref="Anyone"/> an action, and thereby nothing else that is not allowed too; see <see cref="LocalIdentity"/>.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="resource">The ARN. Default all.</param>
    public void Allow(string action, string resource = "*") => Anyone.Allow(action, resource);

    /// <summary>Denies <see cref="Anyone"/> an action.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="resource">The ARN. Default all.</param>
    public void Deny(string action, string resource = "*") => Anyone.Deny(action, resource);

    internal void Add(TemporaryKey key) => _temporary[key.AccessKeyId] = key;

    internal LocalIdentity Authenticate(Call call)
    {
        var credential = call.Credential;
        if (credential.AccessKeyId is not { } id)
        {
            return RejectsUnknownKeys ? throw AuthenticationErrors.Missing(call.Log.Service) : Anyone;
        }

        if (_temporary.TryGetValue(id, out var temporary))
        {
            return Authenticate(call, temporary);
        }

        if (_users.TryGetValue(id, out var user))
        {
            SignatureCheck.Verify(call, user.Secret);
            return user.Identity;
        }

        return RejectsUnknownKeys ? throw AuthenticationErrors.UnknownKey(call.Log.Service) : Anyone;
    }

    static LocalIdentity Authenticate(Call call, TemporaryKey key)
    {
        if (call.Credential.SessionToken != key.SessionToken)
        {
            throw AuthenticationErrors.InvalidToken(call.Log.Service);
        }

        if (call.Aws.Now >= key.Expiration)
        {
            throw AuthenticationErrors.ExpiredToken(call.Log.Service);
        }

        SignatureCheck.Verify(call, key.Secret);
        return key.Identity;
    }
}
