using System.IO.Enumeration;

namespace Fluency.Ingest.Testing.Iam;

/// <summary>One line of a policy: an action and a resource, both with "*" and "?".</summary>
readonly record struct Statement(bool IsAllow, string Action, string Resource)
{
    public bool Covers(string action, string resource)
        => FileSystemName.MatchesSimpleExpression(Action, action, ignoreCase: true)
        && FileSystemName.MatchesSimpleExpression(Resource, resource, ignoreCase: false);
}
