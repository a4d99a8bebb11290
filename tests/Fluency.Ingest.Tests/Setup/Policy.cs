using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Fluency.Ingest.Tests.Setup;

/// <summary>A policy document, and what IAM would decide by it alone.</summary>
sealed class Policy(JsonNode document)
{
    public IReadOnlyList<JsonObject> Statements { get; } = [.. document["Statement"]!.AsArray().Select(static statement => statement!.AsObject())];

    public IEnumerable<string> Actions => Statements.SelectMany(static statement => Texts(statement["Action"]));

    /// <summary>Each action with each resource that is allowed.</summary>
    public IEnumerable<(string Action, string Resource)> Grants =>
        from statement in Statements
        where statement["Effect"]!.GetValue<string>() == "Allow"
        from action in Texts(statement["Action"])
        from resource in Texts(statement["Resource"])
        select (action, resource);

    /// <summary>Whether a request is allowed and not denied.</summary>
    /// <param name="principal">A service or an ARN; null where the policy is that of an identity.</param>
    /// <param name="action">What is asked for.</param>
    /// <param name="resource">Of what.</param>
    /// <param name="context">What else the request says, such as <c>aws:SourceArn</c>. TLS unless it says otherwise.</param>
    public bool Allows(string? principal, string action, string resource, params (string Key, string Value)[] context)
    {
        var keys = context.Prepend(("aws:SecureTransport", "true")).GroupBy(static pair => pair.Item1).ToDictionary(static pair => pair.Key, static pair => pair.Last().Item2);
        var met = Statements.Where(statement =>
            IsMeant(statement["Principal"], principal) && Texts(statement["Action"]).Any(pattern => Matches(pattern, action))
            && Texts(statement["Resource"]).Any(pattern => Matches(pattern, resource)) && Holds(statement["Condition"]?.AsObject() ?? [], keys)).ToList();
        return met.Count > 0 && met.TrueForAll(static statement => statement["Effect"]!.GetValue<string>() == "Allow");
    }

    static bool IsMeant(JsonNode? meant, string? principal) => meant switch
    {
        null => principal is null,
        JsonValue all => all.GetValue<string>() == "*",
        _ => meant.AsObject().SelectMany(static kind => Texts(kind.Value)).Contains(principal),
    };

    static bool Holds(JsonObject conditions, Dictionary<string, string> context) =>
        conditions.All(test => test.Value!.AsObject().All(key => context.TryGetValue(key.Key, out var value) && Texts(key.Value).Any(allowed => test.Key switch
        {
            "StringEquals" or "Bool" or "ArnEquals" => allowed == value,
            "StringLike" => Matches(allowed, value),

            // Service, account and partition must be the same, and a pattern's star does not reach over a colon.
            "ArnLike" => allowed.Split(':', 6).Zip(value.Split(':', 6)).All(static part => Matches(part.First, part.Second)),
            _ => throw new InvalidOperationException($"{test.Key} is not known."),
        })));

    static bool Matches(string pattern, string text) => pattern == text || FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);

    static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.Select(static item => item!.ToString()),
        _ => [node.ToString()],
    };
}
