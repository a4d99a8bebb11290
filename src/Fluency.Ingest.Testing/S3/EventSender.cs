using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing.S3;

/// <summary>
/// Tells the queues of a bucket's changes. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html.
/// </summary>
sealed class EventSender
{
    readonly LocalAws _aws;
    readonly LocalBucket _bucket;
    long _sequencer = 0x0055AED6DCD90281;

    public EventSender(LocalAws aws, LocalBucket bucket)
    {
        _aws = aws;
        _bucket = bucket;
    }

    public void Send(string eventName, string action, LocalObject version)
    {
        var sequencer = Interlocked.Increment(ref _sequencer);
        var rules = _bucket.Rules.Where(rule => rule.Covers(eventName, version.Key)).ToList();
        if (rules.Count == 0)
        {
            return;
        }

        var request = new LocalRequest { Service = AwsService.S3, Action = action, Bucket = _bucket.Name, Key = version.Key };
        var faults = _aws.Faults.At(FaultPoint.Event, request).Select(static fault => fault.Effect.Kind).ToList();
        if (faults.Contains(FaultKind.DropEvent))
        {
            return;
        }

        var copies = faults.Contains(FaultKind.DuplicateEvent) ? 2 : 1;
        foreach (var rule in rules)
        {
            var body = Write(rule, eventName, version, sequencer);
            for (var i = 0; i < copies; i++)
            {
                rule.Queue.Send(body);
            }
        }
    }

    /// <summary>What S3 sends when notifications are configured.</summary>
    public static string TestEvent(LocalAws aws, string bucket, string requestId) => WriteJson(json =>
    {
        json.WriteString("Service", "Amazon S3");
        json.WriteString("Event", "s3:TestEvent");
        json.WriteString("Time", Time(aws.Now));
        json.WriteString("Bucket", bucket);
        json.WriteString("RequestId", requestId);
        json.WriteString("HostId", "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR");
    });

    string Write(NotificationRule rule, string eventName, LocalObject version, long sequencer) => WriteJson(json =>
    {
        json.WriteStartArray("Records");
        json.WriteStartObject();
        json.WriteString("eventVersion", "2.1");
        json.WriteString("eventSource", "aws:s3");
        json.WriteString("awsRegion", _bucket.Region);
        json.WriteString("eventTime", Time(_aws.Now));
        json.WriteString("eventName", eventName);
        WriteObject(json, "userIdentity", ("principalId", "AWS:AROAEXAMPLEID:regionalDeliverySession"));
        WriteObject(json, "requestParameters", ("sourceIPAddress", "192.0.2.10"));
        WriteObject(json, "responseElements", ("x-amz-request-id", sequencer.ToString("X16", CultureInfo.InvariantCulture)), ("x-amz-id-2", "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD"));
        json.WriteStartObject("s3");
        json.WriteString("s3SchemaVersion", "1.0");
        json.WriteString("configurationId", rule.Id);
        json.WriteStartObject("bucket");
        json.WriteString("name", _bucket.Name);
        WriteObject(json, "ownerIdentity", ("principalId", "A3NL1KOZZKExample"));
        json.WriteString("arn", _bucket.Arn);
        json.WriteEndObject();
        WriteVersion(json, version, sequencer, isRemoved: eventName.StartsWith("ObjectRemoved", StringComparison.Ordinal));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    static void WriteVersion(Utf8JsonWriter json, LocalObject version, long sequencer, bool isRemoved)
    {
        json.WriteStartObject("object");
        json.WriteString("key", FormEncode(version.Key));
        if (!isRemoved)
        {
            json.WriteNumber("size", version.Body.Length);
            json.WriteString("eTag", version.ETag);
        }

        if (version.VersionId is not null)
        {
            json.WriteString("versionId", version.VersionId);
        }

        json.WriteString("sequencer", sequencer.ToString("X18", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    static void WriteObject(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, string Value)> members)
    {
        json.WriteStartObject(name);
        foreach (var member in members)
        {
            json.WriteString(member.Name, member.Value);
        }

        json.WriteEndObject();
    }

    static string WriteJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // As in a form: a space is a plus, and what is not plain ASCII is %XX of its UTF-8; slashes stay.
    static string FormEncode(string key)
    {
        var encoded = new StringBuilder(key.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(key))
        {
            var c = (char)octet;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '*' or '/')
            {
                encoded.Append(c);
            }
            else if (c == ' ')
            {
                encoded.Append('+');
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
