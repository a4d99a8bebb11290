using System.Text.RegularExpressions;

namespace Fluency.Ingest.Setup;

/// <summary>The parameters of a CloudFormation template that a user's own names can be the defaults of.</summary>
static partial class TemplateParameters
{
    /// <summary>Those that a template has.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Parameter().Matches(text).Select(static match => match.Groups["name"].Value)];

    /// <summary>Makes names the defaults. What is not given stays as it is, with the template's own default or none.</summary>
    public static string Fill(string text, SetupTemplateValues values) => Parameter().Replace(text, match => ValueOf(match.Groups["name"].Value, values) is { } value
        ? $"{match.Groups["head"].Value}    Default: \"{value}\"\n"
        : match.Value);

    static string? ValueOf(string name, SetupTemplateValues values) => name switch
    {
        nameof(values.BucketName) => values.BucketName,
        nameof(values.TrailName) => values.TrailName,
        _ => values.KmsKeyArn,
    };

    // As our own templates are written: the type first, then the default.
    [GeneratedRegex(@"^(?<head>  (?<name>BucketName|TrailName|KmsKeyArn):\r?\n    Type: String\r?\n)(?:    Default: [^\n]*\n)?", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
