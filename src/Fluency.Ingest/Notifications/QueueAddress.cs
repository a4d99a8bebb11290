using System.Text.RegularExpressions;

namespace Fluency.Ingest.Notifications;

/// <summary>Reads the region out of a queue's URL, since the SDK ignores the host in it.</summary>
static partial class QueueAddress
{
    // queue.amazonaws.com, the oldest of all, is that region's.
    const string LegacyRegion = "us-east-1";

    /// <summary>The region in the host of a queue's URL, or null if it has none that is known to stand there.</summary>
    public static string? RegionOf(string queueUrl)
    {
        if (!Uri.TryCreate(queueUrl, UriKind.Absolute, out var uri))
        {
            return null;
        }

        var match = Host().Match(uri.Host);
        return !match.Success ? null : match.Groups["region"] is { Success: true, Value: var region } ? region : LegacyRegion;
    }

    /// <summary>Whether an address may be that of a queue: AWS's own have the account and the name behind the host, of others nothing is known.</summary>
    public static bool MayNameAQueue(string queueUrl) => RegionOf(queueUrl) is null || AccountAndName().IsMatch(new Uri(queueUrl).AbsolutePath);

    /// <summary>The address of the queue that has an ARN, or null if it is none. Only of the partition whose hosts end in amazonaws.com.</summary>
    public static string? OfArn(string? arn) =>
        Arn().Match(arn ?? "") is { Success: true, Groups: var parts } ? $"https://sqs.{parts["region"]}.amazonaws.com/{parts["account"]}/{parts["name"]}" : null;

    /// <summary>The endpoint in a queue's URL if it is one that the SDK does not find by region and default settings: a VPC's, a FIPS or a dual-stack one. Else null.</summary>
    public static string? OwnEndpointOf(string queueUrl) =>
        RegionOf(queueUrl) is not null && new Uri(queueUrl) is var uri && OwnHost().IsMatch(uri.Host) ? uri.GetLeftPart(UriPartial.Authority) : null;

    // https://docs.aws.amazon.com/general/latest/gr/sqs-service.html: the regional hosts with their FIPS, dual-stack, VPC and China forms, and the
    // legacy host that begins with the region.
    [GeneratedRegex(
        @"^(?:(?:[a-z0-9-]+\.)?sqs(?:-fips)?\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.(?:vpce\.)?(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn|c2s\.ic\.gov|sc2s\.sgov\.gov)"
        + @"|(?:(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)\.)?queue\.amazonaws\.com|(?<region>cn-[a-z]+-\d+)\.queue\.amazonaws\.com\.cn)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Host();

    [GeneratedRegex(@"\.vpce\.amazonaws\.com(?:\.cn)?\z|^sqs-fips\.|\.api\.aws\z|\.api\.amazonwebservices\.com\.cn\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OwnHost();

    [GeneratedRegex(@"^/[^/]+/[^/]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountAndName();

    [GeneratedRegex(@"^arn:aws(?:-us-gov)?:sqs:(?<region>[a-z0-9-]+):(?<account>[0-9]+):(?<name>[A-Za-z0-9_.-]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();
}
