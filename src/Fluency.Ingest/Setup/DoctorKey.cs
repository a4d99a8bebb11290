using System.Text.RegularExpressions;

namespace Fluency.Ingest.Setup;

/// <summary>The statement for a KMS key that may not be used.</summary>
static partial class DoctorKey
{
    /// <summary>The right to decrypt.</summary>
    /// <param name="refusal">What AWS said, which often names the key.</param>
    /// <param name="sibling">An ARN of the same partition, for a key that is not named.</param>
    public static PolicyStatement Statement(string refusal, string sibling) =>
        new("kms:Decrypt", KeyArn().Match(refusal) is { Success: true } match ? match.Value : $"arn:{sibling.Split(':')[1]}:kms:REGION:ACCOUNT:key/KEY");

    [GeneratedRegex(@"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", RegexOptions.CultureInvariant)]
    private static partial Regex KeyArn();
}
