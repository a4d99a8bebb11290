using Fluency.Ingest.Setup;

namespace Fluency.Ingest.Tool;

/// <summary>Which options of <c>template</c> have a place in which template.</summary>
static class TemplateOptions
{
    public const string QueueArn = "--queue-arn";
    public const string Bucket = "--bucket";
    public const string Trail = "--trail";
    public const string KmsKeyArn = "--kms-key-arn";

    static readonly (string Option, string[] Placeholders, string? Parameter, Func<SetupTemplateValues, string?> Value)[] All =
    [
        (QueueArn, ["REGION", "ACCOUNT", "QUEUE"], null, static values => values.QueueArn),
        (Bucket, ["BUCKET"], nameof(SetupTemplateValues.BucketName), static values => values.BucketName),
        (Trail, ["TRAIL"], nameof(SetupTemplateValues.TrailName), static values => values.TrailName),
        (KmsKeyArn, ["KEY"], nameof(SetupTemplateValues.KmsKeyArn), static values => values.KmsKeyArn),
    ];

    /// <summary>What is wrong: an option that would change nothing.</summary>
    public static IEnumerable<string> Errors(SetupTemplate template, SetupTemplateValues values) =>
        from option in All
        where option.Value(values) is not null && !HasPlace(template, option.Placeholders, option.Parameter)
        let takers = SetupTemplates.All.Where(other => HasPlace(other, option.Placeholders, option.Parameter)).Select(static other => other.Name)
        select $"{option.Option} is given, but {template.Name} has no place for it. These have: {string.Join(", ", takers)}.";

    /// <summary>The options that put something in the place of placeholders, for people.</summary>
    public static string For(IReadOnlyList<string> placeholders)
    {
        var options = All.Where(option => option.Placeholders.Any(placeholders.Contains)).Select(static option => option.Option).ToList();
        return options.Count < 2 ? string.Concat(options) : $"{string.Join(", ", options[..^1])} and {options[^1]}";
    }

    static bool HasPlace(SetupTemplate template, string[] placeholders, string? parameter) =>
        template.Placeholders.Any(placeholders.Contains) || (parameter is not null && template.Parameters.Contains(parameter));
}
