using System.Collections.Immutable;
using Fluency.Ingest.Testing.Iam;

namespace Fluency.Ingest.Testing;

/// <summary>Who signs requests, with a policy.</summary>
/// <remarks>
/// The policy is IAM's in short: a denied action is denied, whatever else is said. Without any <see cref="Allow"/> all that is not denied is allowed;
/// the first <see cref="Allow"/> turns that round, so that a policy of least privilege can be acted out line by line.
/// </remarks>
public sealed class LocalIdentity
{
    ImmutableList<Statement> _statements = [];

    internal LocalIdentity(string arn) => Arn = arn;

    /// <summary>The ARN, such as <c>arn:aws:iam::111122223333:user/collector</c>.</summary>
    public string Arn { get; }

    /// <summary>Allows an action.</summary>
    /// <param name="action">The IAM action, such as <c>sqs:ReceiveMessage</c> or <c>s3:Get*</c>. Batches need the permission of the single action, as on AWS.</param>
    /// <param name="resource">The ARN of a bucket, object (<c>arn:aws:s3:::logs/*</c>), queue or role, with <c>*</c> and <c>?</c>. Default all.</param>
    /// <returns>This identity.</returns>
    public LocalIdentity Allow(string action, string resource = "*") => Add(new Statement(true, action, resource));

    /// <summary>Denies an action.</summary>
    /// <param name="action">See <see cref="Allow"/>.</param>
    /// <param name="resource">See <see cref="Allow"/>.</param>
    /// <returns>This identity.</returns>
    public LocalIdentity Deny(string action, string resource = "*") => Add(new Statement(false, action, resource));

    /// <summary>Forgets the policy: everything is allowed again.</summary>
    public void Reset() => Interlocked.Exchange(ref _statements, []);

    /// <summary>Whether the policy lets an action pass.</summary>
    /// <param name="action">The IAM action.</param>
    /// <param name="resource">The ARN.</param>
    /// <returns>Whether it does.</returns>
    public bool MayDo(string action, string resource)
    {
        var isRestricted = false;
        var isAllowed = false;
        foreach (var statement in Volatile.Read(ref _statements))
        {
            isRestricted |= statement.IsAllow;
            if (statement.Covers(action, resource))
            {
                if (!statement.IsAllow)
                {
                    return false;
                }

                isAllowed = true;
            }
        }

        return isAllowed || !isRestricted;
    }

    /// <inheritdoc/>
    public override string ToString() => Arn;

    LocalIdentity Add(Statement statement)
    {
        ArgumentException.ThrowIfNullOrEmpty(statement.Action);
        ArgumentException.ThrowIfNullOrEmpty(statement.Resource);
        ImmutableInterlocked.Update(ref _statements, static (list, added) => list.Add(added), statement);
        return this;
    }
}
