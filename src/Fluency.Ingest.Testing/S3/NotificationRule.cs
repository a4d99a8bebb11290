using System.IO.Enumeration;

namespace Fluency.Ingest.Testing.S3;

/// <summary>Which changes a queue is told of.</summary>
sealed record NotificationRule(string Id, LocalQueue Queue, IReadOnlyList<string> Events, string Prefix, string Suffix)
{
    /// <summary>Whether it covers an event, such as <c>ObjectCreated:Put</c>, of a key.</summary>
    public bool Covers(string eventName, string key)
        => key.StartsWith(Prefix, StringComparison.Ordinal)
        && key.EndsWith(Suffix, StringComparison.Ordinal)
        && Events.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, "s3:" + eventName, ignoreCase: false));
}
