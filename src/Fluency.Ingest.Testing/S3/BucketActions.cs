using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The actions on buckets.</summary>
static class BucketActions
{
    public static Task ListAsync(Call call)
    {
        S3Access.Authorize(call, "s3:ListAllMyBuckets", "*");
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("ListAllMyBucketsResult", S3Xml.Namespace);
            xml.WriteStartElement("Buckets");
            foreach (var bucket in call.Aws.S3.Buckets)
            {
                xml.WriteStartElement("Bucket");
                xml.WriteElementString("Name", bucket.Name);
                xml.WriteElementString("CreationDate", S3Xml.Time(bucket.CreatedAt));
                xml.WriteElementString("BucketRegion", bucket.Region);
                xml.WriteEndElement();
            }
        });
    }

    public static async Task CreateAsync(Call call)
    {
        var name = call.Target.Bucket;
        S3Access.Authorize(call, "s3:CreateBucket", "arn:aws:s3:::" + name);
        if (!BucketName.IsValid(name))
        {
            throw S3Errors.InvalidBucketName();
        }

        if (call.Aws.S3.FindBucket(name) is not null)
        {
            throw S3Errors.BucketAlreadyOwnedByYou(name);
        }

        var region = call.Http.Request.ContentLength > 0 ? (await S3Xml.ReadAsync(call).ConfigureAwait(false)).Text("LocationConstraint") : null;
        call.Aws.S3.CreateBucket(name, region is { Length: > 0 } ? region : null);
        call.Response.Headers.Location = "/" + name;
        await Answer.SendAsync(call, 200, default).ConfigureAwait(false);
    }

    public static Task HeadAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:ListBucket");
        call.Response.Headers["x-amz-bucket-region"] = bucket.Region;
        return Answer.SendAsync(call, 200, default);
    }

    public static Task DeleteAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:DeleteBucket");
        if (!bucket.Read(static objects => objects.IsEmpty))
        {
            throw S3Errors.BucketNotEmpty();
        }

        call.Aws.S3.DeleteBucket(bucket.Name);
        return Answer.SendAsync(call, 204, default);
    }

    public static Task GetLocationAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:GetBucketLocation");
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("LocationConstraint", S3Xml.Namespace);
            // The oldest region has no name here.
            xml.WriteString(bucket.Region == "us-east-1" ? "" : bucket.Region);
        });
    }

    public static Task GetVersioningAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:GetBucketVersioning");
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("VersioningConfiguration", S3Xml.Namespace);
            if (bucket.WasVersioned)
            {
                xml.WriteElementString("Status", bucket.IsVersioned ? "Enabled" : "Suspended");
            }
        });
    }

    public static async Task PutVersioningAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:PutBucketVersioning");
        bucket.IsVersioned = (await S3Xml.ReadAsync(call).ConfigureAwait(false)).Text("Status") switch
        {
            "Enabled" => true,
            "Suspended" => false,
            _ => throw S3Errors.MalformedXml(),
        };
        await Answer.SendAsync(call, 200, default).ConfigureAwait(false);
    }

    public static Task GetNotificationAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:GetBucketNotification");
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("NotificationConfiguration", S3Xml.Namespace);
            foreach (var rule in bucket.Rules)
            {
                Write(xml, rule);
            }
        });
    }

    public static async Task PutNotificationAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:PutBucketNotification");
        var configuration = await S3Xml.ReadAsync(call).ConfigureAwait(false);
        if (configuration.Elements().FirstOrDefault(static child => child.Name.LocalName != "QueueConfiguration") is { } other)
        {
            throw S3Errors.NotImplemented(other.Name.LocalName);
        }

        var rules = configuration.Children("QueueConfiguration").Select(rule => Parse(call.Aws, rule)).ToImmutableList();
        bucket.SetRules(rules);
        foreach (var queue in rules.Select(static rule => rule.Queue).Distinct())
        {
            queue.Send(EventSender.TestEvent(call.Aws, bucket.Name, call.Id));
        }

        await Answer.SendAsync(call, 200, default).ConfigureAwait(false);
    }

    static NotificationRule Parse(LocalAws aws, XElement rule)
    {
        var queue = aws.Sqs.FindByArn(rule.Text("Queue") ?? "") ?? throw S3Errors.InvalidArgument("Unable to validate the following destination configurations");
        var filters = rule.Children("Filter").SelectMany(static filter => filter.Children("S3Key")).SelectMany(static key => key.Children("FilterRule"))
            .ToDictionary(static filter => filter.Text("Name") ?? "", static filter => filter.Text("Value") ?? "", StringComparer.OrdinalIgnoreCase);
        return new NotificationRule(
            rule.Text("Id") ?? Guid.NewGuid().ToString(),
            queue,
            [.. rule.Children("Event").Select(static name => name.Value)],
            filters.GetValueOrDefault("prefix", ""),
            filters.GetValueOrDefault("suffix", ""));
    }

    static void Write(XmlWriter xml, NotificationRule rule)
    {
        xml.WriteStartElement("QueueConfiguration");
        xml.WriteElementString("Id", rule.Id);
        xml.WriteElementString("Queue", rule.Queue.Arn);
        foreach (var name in rule.Events)
        {
            xml.WriteElementString("Event", name);
        }

        xml.WriteStartElement("Filter");
        xml.WriteStartElement("S3Key");
        WriteFilter(xml, "Prefix", rule.Prefix);
        WriteFilter(xml, "Suffix", rule.Suffix);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    static void WriteFilter(XmlWriter xml, string name, string value)
    {
        if (value.Length > 0)
        {
            xml.WriteStartElement("FilterRule");
            xml.WriteElementString("Name", name);
            xml.WriteElementString("Value", value);
            xml.WriteEndElement();
        }
    }
}
