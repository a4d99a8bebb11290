using System.Collections.Concurrent;
using Fluency.Ingest.Testing.Sts;

namespace Fluency.Ingest.Testing;

/// <summary>The roles that can be assumed at a <see cref="LocalAws"/>.</summary>
public sealed class LocalSts
{
    readonly ConcurrentDictionary<string, LocalRole> _roles = new(StringComparer.Ordinal);

    internal LocalSts()
    {
    }

    /// <summary>Registers a role. Only registered roles can be assumed.</summary>
    /// <param name="arn">The ARN, such as <c>arn:aws:iam::111122223333:role/collector</c>.</param>
    /// <param name="externalId">The external id that its trust policy demands, or <see langword="null"/> for none.</param>
    /// <param name="maxDuration">How long a session may last. Default one hour.</param>
    /// <returns>The identity of its sessions, to allow and deny them things.</returns>
    public LocalIdentity AddRole(string arn, string? externalId = null, TimeSpan? maxDuration = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(arn);
        var identity = new LocalIdentity(arn.Replace(":iam:", ":sts:", StringComparison.Ordinal).Replace(":role/", ":assumed-role/", StringComparison.Ordinal));
        _roles[arn] = new LocalRole(arn, externalId, maxDuration ?? TimeSpan.FromHours(1), identity);
        return identity;
    }

    internal LocalRole? Find(string arn) => _roles.GetValueOrDefault(arn);
}
