using System.Text.Json;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The actions on queues.</summary>
static class QueueActions
{
    public static void Create(Call call, Utf8JsonWriter json)
    {
        var name = SqsJson.RequiredText(call.Json, "QueueName");
        QueueLookup.Authorize(call, "sqs:CreateQueue", name);
        if (!QueueName.IsValid(name))
        {
            throw name.EndsWith(".fifo", StringComparison.Ordinal)
                ? SqsErrors.Unsupported("FIFO queues are not played by this endpoint.")
                : SqsErrors.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        var wanted = QueueAttributes.Read(call.Json);
        var queue = call.Aws.Sqs.FindQueue(name);
        if (queue is null)
        {
            queue = call.Aws.Sqs.CreateQueue(name, created => QueueAttributes.Apply(call.Aws, created, wanted));
        }
        else if (wanted.Any(pair => QueueAttributes.Value(queue, pair.Key) != pair.Value))
        {
            throw SqsErrors.QueueNameExists(name);
        }

        json.WriteString("QueueUrl", queue.Url);
    }

    public static void Delete(Call call)
    {
        var queue = QueueLookup.Queue(call, "sqs:DeleteQueue");
        call.Aws.Sqs.DeleteQueue(queue.Name);
    }

    public static void GetUrl(Call call, Utf8JsonWriter json)
    {
        var name = SqsJson.RequiredText(call.Json, "QueueName");
        QueueLookup.Authorize(call, "sqs:GetQueueUrl", name);
        json.WriteString("QueueUrl", (call.Aws.Sqs.FindQueue(name) ?? throw SqsErrors.QueueDoesNotExist()).Url);
    }

    public static void List(Call call, Utf8JsonWriter json)
    {
        QueueLookup.Authorize(call, "sqs:ListQueues", "*");
        var prefix = SqsJson.Text(call.Json, "QueueNamePrefix") ?? "";
        var queues = call.Aws.Sqs.Queues.Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (queues.Count == 0)
        {
            return;
        }

        json.WriteStartArray("QueueUrls");
        queues.ForEach(queue => json.WriteStringValue(queue.Url));
        json.WriteEndArray();
    }

    public static void Purge(Call call) => QueueLookup.Queue(call, "sqs:PurgeQueue").Purge();

    public static void SetAttributes(Call call)
        => QueueAttributes.Apply(call.Aws, QueueLookup.Queue(call, "sqs:SetQueueAttributes"), QueueAttributes.Read(call.Json));

    public static void GetAttributes(Call call, Utf8JsonWriter json)
    {
        var queue = QueueLookup.Queue(call, "sqs:GetQueueAttributes");
        var names = SqsJson.Texts(call.Json, "AttributeNames");
        var values = QueueAttributes.Values(queue, names);
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartObject("Attributes");
        foreach (var (name, value) in values)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
