using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Notifications;

/// <summary>Finds every error in the options of a source, each with its value, the rule and what would follow.</summary>
sealed partial class S3NotificationOptionsValidator : IValidateOptions<S3NotificationOptions>
{
    static readonly SearchValues<char> NotInNames = SearchValues.Create("/:*?, \t\r\n");

    static readonly TimeSpan MaxVisibility = TimeSpan.FromHours(12);

    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    public ValidateOptionsResult Validate(string? name, S3NotificationOptions options)
    {
        var errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>The errors, each beginning with the option's name.</summary>
    public static IEnumerable<string> Errors(S3NotificationOptions options) =>
    [
        .. Addresses(options),
        .. Credentials(options),
        .. Buckets(options),
        .. Holding(options),
    ];

    static IEnumerable<string> Addresses(S3NotificationOptions options)
    {
        // A URI leaves out the white space around it, as of a file with a line end; SQS does not.
        if (!IsHttp(options.QueueUrl) || options.QueueUrl.Any(char.IsWhiteSpace) || !QueueAddress.MayNameAQueue(options.QueueUrl))
        {
            var example = QueueAddress.OfArn(options.QueueUrl) is { } meant ? $"{meant}, the address of what this ARN names" : "https://sqs.us-east-1.amazonaws.com/111122223333/trail";
            yield return $"QueueUrl is '{options.QueueUrl}' but must be the http or https address of a queue, such as {example}, or there is nothing to receive from.";
        }

        if (options.ServiceUrl is not null && !IsHttp(options.ServiceUrl))
        {
            yield return $"ServiceUrl is '{options.ServiceUrl}' but must be an http or https address, or no call reaches it.";
        }

        // With an endpoint of one's own the host in the queue's address is only a name.
        if (options is { Region: { } region, ServiceUrl: null } && QueueAddress.RegionOf(options.QueueUrl) is { } found && !found.Equals(region, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Region is '{region}' but QueueUrl names {found}; they must agree, or the calls go to {region}, where the queue does not exist. Leave Region out to take it from QueueUrl.";
        }

        if (options.ServiceUrl is { } own && (options.UseFipsEndpoint || options.UseDualStack))
        {
            var ignored = options.UseFipsEndpoint ? "UseFipsEndpoint" : "UseDualStack";
            yield return $"{ignored} is true but ServiceUrl ({own}) takes all calls: it would be ignored. Remove one of the two.";
        }

        if (options.Format != "json")
        {
            yield return $"Format is '{options.Format}' but must be 'json', the only format so far, or the objects cannot be read.";
        }
    }

    static IEnumerable<string> Credentials(S3NotificationOptions options)
    {
        if (options.AccessKeyId is null != options.SecretAccessKey is null)
        {
            var (given, missing) = options.AccessKeyId is null ? ("SecretAccessKey", "AccessKeyId") : ("AccessKeyId", "SecretAccessKey");
            yield return $"{missing} is missing but must be given with {given}, or no request can be signed.";
        }

        if (options.SessionToken is not null && options.AccessKeyId is null)
        {
            yield return "SessionToken is given without AccessKeyId and SecretAccessKey, to which it belongs: it would be ignored.";
        }

        if (options.Profile is not null && options.AccessKeyId is not null)
        {
            yield return $"Profile is '{options.Profile}' but AccessKeyId is given as well: only one of them can be used. Remove the other.";
        }

        if (options.RoleArn is { } role && !RoleArn().IsMatch(role))
        {
            yield return $"RoleArn is '{role}' but must be the ARN of a role, such as arn:aws:iam::111122223333:role/collector, or no role can be assumed.";
        }

        if (options.ExternalId is not null && options.RoleArn is null)
        {
            yield return "ExternalId is given without RoleArn, to which it belongs: it would be ignored.";
        }
    }

    static IEnumerable<string> Buckets(S3NotificationOptions options)
    {
        foreach (var bucket in options.Buckets.Where(static bucket => string.IsNullOrWhiteSpace(bucket) || bucket.AsSpan().ContainsAny(NotInNames)))
        {
            yield return $"Buckets names '{bucket}' but must hold names of buckets, such as my-trail-logs, and no ARNs, addresses or patterns, or no object would be of that bucket.";
        }

        if (options.ExpectedBucketOwner is { } owner && (owner.Length != 12 || !owner.All(char.IsAsciiDigit)))
        {
            yield return $"ExpectedBucketOwner is '{owner}' but must be the 12 digits of an account, or S3 refuses every object.";
        }

        if (options.MaxEntries < 1)
        {
            yield return $"MaxEntries is {options.MaxEntries} but must be at least 1, or every message that tells of an object is rejected.";
        }
    }

    static IEnumerable<string> Holding(S3NotificationOptions options)
    {
        if (options.VisibilityTimeout < TimeSpan.FromSeconds(1) || options.VisibilityTimeout > MaxVisibility)
        {
            yield return $"VisibilityTimeout is {options.VisibilityTimeout} but must be from 00:00:01 to 12:00:00, or SQS refuses every receive.";
        }

        if (options.FixedVisibilityTimeout < TimeSpan.FromSeconds(1) || options.FixedVisibilityTimeout > MaxVisibility)
        {
            yield return $"FixedVisibilityTimeout is {options.FixedVisibilityTimeout} but must be from 00:00:01 to 12:00:00, or SQS refuses every receive once visibility cannot be changed.";
        }

        if (options.WaitTime < TimeSpan.Zero || options.WaitTime > MaxWait)
        {
            yield return $"WaitTime is {options.WaitTime} but must be from 00:00:00 to 00:00:20, or SQS refuses every receive.";
        }

        if (options.MaxConcurrentReceives is < 1 or > 100)
        {
            yield return $"MaxConcurrentReceives is {options.MaxConcurrentReceives} but must be from 1 to 100: with none nothing is received, and more than a hundred hide more messages from other processes than they bring.";
        }

        if (options.MaxMessages is < 1 or > 10)
        {
            yield return $"MaxMessages is {options.MaxMessages} but must be from 1 to 10, or SQS refuses every receive.";
        }

        if (options.ReturnDelay < TimeSpan.Zero || options.ReturnDelay > options.MaxReturnDelay)
        {
            yield return $"ReturnDelay is {options.ReturnDelay} but must be from 00:00:00 to MaxReturnDelay ({options.MaxReturnDelay}), or it could not grow towards it.";
        }

        if (options.MaxReturnDelay < TimeSpan.Zero || options.MaxReturnDelay > MaxVisibility)
        {
            yield return $"MaxReturnDelay is {options.MaxReturnDelay} but must be from 00:00:00 to 12:00:00, the longest time for which SQS hides a message.";
        }
    }

    static bool IsHttp(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+\z", RegexOptions.CultureInvariant)]
    private static partial Regex RoleArn();
}
