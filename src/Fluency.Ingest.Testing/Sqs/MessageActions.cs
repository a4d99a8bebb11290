using System.Globalization;
using System.Text.Json;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The actions on single messages.</summary>
static class MessageActions
{
    public static void Send(Call call, Utf8JsonWriter json) => Send(QueueLookup.Queue(call, "sqs:SendMessage"), call.Json, json);

    public static void Delete(Call call) => Delete(QueueLookup.Queue(call, "sqs:DeleteMessage"), call.Json);

    public static void ChangeVisibility(Call call) => ChangeVisibility(QueueLookup.Queue(call, "sqs:ChangeMessageVisibility"), call.Json);

    public static void Send(LocalQueue queue, JsonElement entry, Utf8JsonWriter json)
    {
        var body = SqsJson.RequiredText(entry, "MessageBody");
        if (LocalQueue.BytesOf(body) > queue.MaxMessageBytes)
        {
            throw SqsErrors.InvalidParameter($"One or more parameters are invalid. Reason: Message must be shorter than {queue.MaxMessageBytes} bytes.");
        }

        if (!IsLegal(body))
        {
            throw SqsErrors.InvalidMessageContents();
        }

        var message = queue.Send(body, SqsJson.Seconds(entry, "DelaySeconds", 900), MessageAttributes.Of(entry));
        json.WriteString("MessageId", message.MessageId);
        json.WriteString("MD5OfMessageBody", message.Md5OfBody);
        if (message.Attributes is { } attributes)
        {
            json.WriteString("MD5OfMessageAttributes", attributes.Md5());
        }
    }

    public static void Delete(LocalQueue queue, JsonElement entry) => queue.Delete(SqsJson.RequiredText(entry, "ReceiptHandle"));

    public static void ChangeVisibility(LocalQueue queue, JsonElement entry)
    {
        var handle = SqsJson.RequiredText(entry, "ReceiptHandle");
        var visibility = SqsJson.Seconds(entry, "VisibilityTimeout", 43_200) ?? throw SqsErrors.MissingParameter("VisibilityTimeout");
        queue.ChangeVisibility(handle, visibility);
    }

    /// <summary>Waits for messages, and gives what writes the answer.</summary>
    public static async Task<Action<Utf8JsonWriter>> ReceiveAsync(Call call)
    {
        var queue = QueueLookup.Queue(call, "sqs:ReceiveMessage");
        var max = SqsJson.Integer(call.Json, "MaxNumberOfMessages", 1, 10) ?? 1;
        var visibility = SqsJson.Seconds(call.Json, "VisibilityTimeout", 43_200);
        var wait = SqsJson.Seconds(call.Json, "WaitTimeSeconds", 20) ?? queue.ReceiveWait;
        var attributes = SqsJson.Texts(call.Json, "MessageAttributeNames");
        var system = SqsJson.Texts(call.Json, "MessageSystemAttributeNames").Concat(SqsJson.Texts(call.Json, "AttributeNames")).ToHashSet(StringComparer.Ordinal);
        var received = await queue.ReceiveAsync(call, max, visibility, wait).ConfigureAwait(false);
        return json =>
        {
            if (received.Count == 0)
            {
                // As on AWS, no list at all rather than an empty one.
                return;
            }

            json.WriteStartArray("Messages");
            received.ForEach(one => Write(json, one, call.Aws.AccountId, system, attributes));
            json.WriteEndArray();
        };
    }

    static void Write(Utf8JsonWriter json, Received received, string senderId, HashSet<string> system, List<string> attributes)
    {
        var message = received.Message;
        json.WriteStartObject();
        json.WriteString("MessageId", message.MessageId);
        json.WriteString("ReceiptHandle", received.ReceiptHandle);
        json.WriteString("MD5OfBody", received.Md5OfBody);
        json.WriteString("Body", message.Body);
        WriteSystem(json, received, senderId, system);
        if (message.Attributes?.Only(attributes) is { } chosen)
        {
            json.WriteString("MD5OfMessageAttributes", chosen.Md5());
            json.WritePropertyName("MessageAttributes");
            chosen.WriteTo(json);
        }

        json.WriteEndObject();
    }

    static void WriteSystem(Utf8JsonWriter json, Received received, string senderId, HashSet<string> asked)
    {
        if (asked.Count == 0)
        {
            return;
        }

        json.WriteStartObject("Attributes");
        Write("SenderId", senderId);
        Write("SentTimestamp", Milliseconds(received.Message.SentAt));
        Write("ApproximateReceiveCount", received.ReceiveCount.ToString(CultureInfo.InvariantCulture));
        Write("ApproximateFirstReceiveTimestamp", Milliseconds(received.FirstReceivedAt));
        if (received.Message.DeadLetterSourceArn is { } arn)
        {
            Write("DeadLetterQueueSourceArn", arn);
        }

        json.WriteEndObject();

        void Write(string name, string value)
        {
            if (asked.Contains("All") || asked.Contains(name))
            {
                json.WriteString(name, value);
            }
        }
    }

    static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    // What XML 1.0 allows: SQS was an XML service first.
    static bool IsLegal(string body)
    {
        for (var i = 0; i < body.Length; i++)
        {
            var c = body[i];
            if (char.IsHighSurrogate(c) && i + 1 < body.Length && char.IsLowSurrogate(body[i + 1]))
            {
                i++;
            }
            else if (c is not ('\t' or '\n' or '\r' or (>= ' ' and <= '\uD7FF') or (>= '\uE000' and <= '\uFFFD')))
            {
                return false;
            }
        }

        return true;
    }
}
