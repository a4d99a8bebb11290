using System.Text.RegularExpressions;

namespace Fluency.Ingest.Setup;

/// <summary>The words of a policy that stand for a user's own names.</summary>
static partial class TemplatePlaceholders
{
    const string Key = "arn:PARTITION:kms:REGION:ACCOUNT:key/KEY";

    /// <summary>Those that a user has to name. The partition has a default.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Word().Matches(text).Select(static match => match.Value).Distinct()];

    /// <summary>Puts names in their place, all at once, so that a name is never taken for a placeholder.</summary>
    public static string Fill(string text, SetupTemplateValues values) => KeyOrWord().Replace(text, match => match.Value switch
    {
        Key when values.KmsKeyArn is { } key => key,
        Key => WordsOf(Key, values),
        var word => NameOf(word, values),
    });

    static string WordsOf(string text, SetupTemplateValues values) => KeyOrWord().Replace(text[1..], match => NameOf(match.Value, values)).Insert(0, text[..1]);

    static string NameOf(string word, SetupTemplateValues values) => word switch
    {
        "PARTITION" => values.Partition ?? values.QueuePart("partition") ?? "aws",
        "REGION" => values.QueuePart("region") ?? word,
        "ACCOUNT" => values.QueuePart("account") ?? word,
        "QUEUE" => values.QueuePart("name") ?? word,
        "BUCKET" => values.BucketName ?? word,
        "TRAIL" => values.TrailName ?? word,
        _ => word,
    };

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?:REGION|ACCOUNT|QUEUE|BUCKET|TRAIL|KEY)(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"arn:PARTITION:kms:REGION:ACCOUNT:key/KEY|(?<![A-Za-z0-9_-])(?:PARTITION|REGION|ACCOUNT|QUEUE|BUCKET|TRAIL|KEY)(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant)]
    private static partial Regex KeyOrWord();
}
