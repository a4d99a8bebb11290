using Amazon;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Setup;

/// <summary>Looks at one source from the network to the last object, and leaves out what cannot be asked since something before it failed.</summary>
sealed class SourceExamination(S3NotificationOptions options, AwsClients clients, EndpointCheck endpoints, bool mayLook, DoctorFindings findings)
{
    const string Message = "message";
    const string Region = "region";
    const string Timeout = "visibility-timeout";

    // What a slow way from S3 still brings.
    const long SlowBytesPerSecond = 1024 * 1024;

    string Partition => options.ServiceUrl is null || RegionEndpoint.EnumerableAllRegions.Any(region => region.SystemName == clients.Region)
        ? RegionEndpoint.GetBySystemName(clients.Region).PartitionName
        : "aws";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CompareRegions();
        if (!await ReachAsync(cancellationToken).ConfigureAwait(false) || !await new IdentityCheck(options, clients, findings).AskAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var queue = new QueueCheck(options, clients.Sqs, QueueArn(), findings);
        var facts = await queue.ReadAsync(cancellationToken).ConfigureAwait(false);
        Notification? notification = null;
        if (facts is not null)
        {
            if (facts.Redrive is { } redrive)
            {
                await new DeadLetterCheck(options.QueueUrl, clients.Sqs, findings).LookAsync(redrive.Target, cancellationToken).ConfigureAwait(false);
            }

            var mayExtend = await queue.TryRightsAsync(cancellationToken).ConfigureAwait(false);
            var message = await queue.LookAsync(facts, mayLook, cancellationToken).ConfigureAwait(false);
            notification = Understand(message);
            CompareTimes(mayExtend, notification);
        }

        await ReadObjectsAsync(notification, cancellationToken).ConfigureAwait(false);
    }

    void CompareRegions()
    {
        var named = QueueAddress.RegionOf(options.QueueUrl);
        if (named is null)
        {
            findings.Ok(Region, $"The queue is asked for in {clients.Region}; its URL names no region.");
        }
        else if (named.Equals(clients.Region, StringComparison.OrdinalIgnoreCase))
        {
            findings.Ok(Region, $"The queue is in {named}, as its URL says.");
        }
        else
        {
            // Without a ServiceUrl the configuration is not valid, and never comes here.
            findings.Fail(Region, $"Region is '{clients.Region}' but QueueUrl names {named}: that is hidden by ServiceUrl alone; set Region to {named}, or leave it out.", nameof(S3NotificationOptions.Region));
        }
    }

    async Task<bool> ReachAsync(CancellationToken cancellationToken)
    {
        var sqs = await endpoints.ReachAsync("SQS", new Uri(clients.Sqs.DetermineServiceOperationEndpoint(new GetQueueAttributesRequest { QueueUrl = options.QueueUrl }).URL), findings, cancellationToken).ConfigureAwait(false);
        var s3 = options.ServiceUrl is not null
            ? sqs
            : await endpoints.ReachAsync("S3", new Uri(clients.S3(null).DetermineServiceOperationEndpoint(new ListBucketsRequest()).URL), findings, cancellationToken).ConfigureAwait(false);
        if (sqs.IsReached)
        {
            EndpointCheck.CompareClocks(sqs.Skew ?? s3.Skew, findings);
        }

        return sqs.IsReached && s3.IsReached;
    }

    Notification? Understand(Message? message)
    {
        if (message is null)
        {
            findings.Skip(Message, "No message was looked at.");
            return null;
        }

        var notification = new NotificationParser(options.MaxEntries, options.GetForms()).Parse(message.Body);
        if (notification.Problem is { } problem)
        {
            findings.Fail(Message, $"The message {message.MessageId} cannot be understood: {problem.Reason}");
        }
        else
        {
            findings.Ok(Message, notification.Objects.Count switch
            {
                0 => $"The message {message.MessageId} tells of no object ({notification.Kind}).",
                1 => $"The message {message.MessageId} tells of {notification.Objects[0].Uri} ({notification.Kind}).",
                var count => $"The message {message.MessageId} tells of {count} objects, first {notification.Objects[0].Uri} ({notification.Kind}).",
            });
        }

        return notification;
    }

    void CompareTimes(bool mayExtend, Notification? notification)
    {
        var hidden = mayExtend ? options.VisibilityTimeout : options.FixedVisibilityTimeout;
        var option = mayExtend ? nameof(S3NotificationOptions.VisibilityTimeout) : nameof(S3NotificationOptions.FixedVisibilityTimeout);
        var bytes = notification?.Objects.Sum(static reference => reference.Size ?? 0) ?? 0;
        var needed = TimeSpan.FromSeconds(bytes / SlowBytesPerSecond);
        if (!mayExtend && needed > hidden)
        {
            findings.Warn(Timeout, $"{option} is {hidden} but the {bytes:N0} bytes that one message tells of may take {needed}, and nothing extends it: set it to more, or the queue hands the message out again while it is in work.", option);
        }
        else if (hidden < TimeSpan.FromSeconds(30))
        {
            findings.Warn(Timeout, $"{option} is {hidden}: a pause of the process that is no longer hands its messages to another one; set it to 00:05:00.", option);
        }
        else
        {
            findings.Ok(Timeout, $"Messages are hidden for {hidden} ({option}){(mayExtend ? ", extended while they are in work" : "")}.");
        }
    }

    async Task ReadObjectsAsync(Notification? notification, CancellationToken cancellationToken)
    {
        var told = notification?.Objects.FirstOrDefault(IsAllowed);
        foreach (var other in (notification?.Objects ?? []).Where(reference => !IsAllowed(reference)).Select(static reference => reference.Container).Distinct())
        {
            findings.Fail(Message, $"The message tells of the bucket {other}, which is none of Buckets ({string.Join(", ", options.Buckets)}): add it if its objects are wanted; if not, find out who sends such messages.", nameof(S3NotificationOptions.Buckets));
        }

        var buckets = options.Buckets.Concat(told is null ? [] : [told.Container]).Distinct(StringComparer.Ordinal).ToList();
        if (buckets.Count == 0)
        {
            findings.Skip("bucket", "No bucket is known: none is named by Buckets, nor by a message that was looked at.");
        }

        var check = new BucketCheck(options, clients, Partition, findings);
        foreach (var bucket in buckets)
        {
            var region = told?.Container == bucket ? told.Region : null;
            var listing = await check.ListAsync(bucket, region, cancellationToken).ConfigureAwait(false);
            if (listing.Exists)
            {
                await ReadOneAsync(check, bucket, told?.Container == bucket ? told : null, listing, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    async Task ReadOneAsync(BucketCheck check, string bucket, ObjectReference? told, BucketListing listing, CancellationToken cancellationToken)
    {
        if (told is not null)
        {
            if (await check.ReadAsync(told, isTold: true, listing.MayList, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            findings.Fail("message-object", $"{told.Uri}, which a message tells of, does not exist: it was deleted, or expired, before it was read; let the bucket keep objects for longer than the queue keeps messages.");
        }

        if (listing.Key is not { } key)
        {
            findings.Skip("object", $"No object of {bucket} is known that could be read.");
        }
        else if (!await check.ReadAsync(new ObjectReference(bucket, key) { Uri = $"s3://{bucket}/{key}" }, isTold: false, listing.MayList, cancellationToken).ConfigureAwait(false))
        {
            findings.Skip("object", $"s3://{bucket}/{key} was deleted at this moment.");
        }
    }

    bool IsAllowed(ObjectReference reference) => options.Buckets.Count == 0 || options.Buckets.Contains(reference.Container);

    string QueueArn()
    {
        var path = new Uri(options.QueueUrl).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return $"arn:{Partition}:sqs:{clients.Region}:{(path.Length > 1 ? path[^2] : "ACCOUNT")}:{path.LastOrDefault() ?? "QUEUE"}";
    }
}
