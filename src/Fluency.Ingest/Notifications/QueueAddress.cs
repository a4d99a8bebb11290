using System.Text.RegularExpressions;

namespace Fluency.Ingest.Notifications;

/// <summary>Reads the region out of a queue's URL, since the SDK ignores the host in it.</summary>
static partial class QueueAddress
{
    /// <summary>The region in the host of a queue's URL, or null if it has none that is known to stand there.</summary>
    public static string? RegionOf(string queueUrl)
    {
        if (!Uri.TryCreate(queueUrl, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var match = Host().Match(uri.Host);
        return match.Success ? match.Groups["region"].Value : null;
    }

    // https://docs.aws.amazon.com/general/latest/gr/sqs-service.html: the regional hosts with their FIPS, dual-stack, VPC and China forms, and the
    // legacy host that begins with the region.
    [GeneratedRegex(
        @"^(?:(?:[a-z0-9-]+\.)?sqs(?:-fips)?\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn)"
        + @"|(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.queue\.amazonaws\.com(?:\.cn)?)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Host();
}
