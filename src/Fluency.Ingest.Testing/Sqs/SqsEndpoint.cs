using System.Buffers;
using System.Text.Json;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>SQS in its JSON 1.0 protocol. See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/.</summary>
sealed class SqsEndpoint : IEndpoint
{
    public async Task IdentifyAsync(Call call)
    {
        call.Log.Service = AwsService.Sqs;
        var target = call.Header("X-Amz-Target") ?? "";
        call.Log.Action = target.StartsWith("AmazonSQS.", StringComparison.Ordinal) ? target["AmazonSQS.".Length..] : "Unknown";
        await call.ReadBodyAsync().ConfigureAwait(false);
        try
        {
            call.Json = JsonElement.Parse(call.Body.Span);
        }
        catch (JsonException)
        {
            throw new AwsError(400, "SerializationException", "The request is no JSON.");
        }

        call.Log.Queue = SqsJson.Text(call.Json, "QueueName") ?? SqsJson.Text(call.Json, "QueueUrl")?.Split('/')[^1];
    }

    public Task RunAsync(Call call) => call.Log.Action switch
    {
        "CreateQueue" => SendAsync(call, QueueActions.Create),
        "DeleteQueue" => SendAsync(call, QueueActions.Delete),
        "GetQueueAttributes" => SendAsync(call, QueueActions.GetAttributes),
        "GetQueueUrl" => SendAsync(call, QueueActions.GetUrl),
        "ListQueues" => SendAsync(call, QueueActions.List),
        "PurgeQueue" => SendAsync(call, QueueActions.Purge),
        "SetQueueAttributes" => SendAsync(call, QueueActions.SetAttributes),
        "SendMessage" => SendAsync(call, MessageActions.Send),
        "ReceiveMessage" => ReceiveAsync(call),
        "DeleteMessage" => SendAsync(call, MessageActions.Delete),
        "ChangeMessageVisibility" => SendAsync(call, MessageActions.ChangeVisibility),
        "SendMessageBatch" => SendAsync(call, BatchActions.Send),
        "DeleteMessageBatch" => SendAsync(call, BatchActions.Delete),
        "ChangeMessageVisibilityBatch" => SendAsync(call, BatchActions.ChangeVisibility),
        _ => throw new AwsError(400, "InvalidAction", $"The action {call.Log.Action} is not valid for this endpoint."),
    };

    public Task SendErrorAsync(Call call, AwsError error)
    {
        var fault = error.Status >= 500 ? "Receiver" : "Sender";
        call.Response.Headers["x-amzn-query-error"] = $"{error.QueryCode ?? error.Code};{fault}";
        return SendAsync(call, error.Status, json =>
        {
            json.WriteString("__type", "com.amazonaws.sqs#" + error.Code);
            json.WriteString("message", error.Message);
        });
    }

    static async Task ReceiveAsync(Call call)
    {
        var answer = await MessageActions.ReceiveAsync(call).ConfigureAwait(false);
        await SendAsync(call, 200, answer).ConfigureAwait(false);
    }

    static Task SendAsync(Call call, Action<Call> action)
    {
        action(call);
        return SendAsync(call, 200, static _ => { });
    }

    static Task SendAsync(Call call, Action<Call, Utf8JsonWriter> action) => SendAsync(call, 200, json => action(call, json));

    static Task SendAsync(Call call, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        call.Response.ContentType = "application/x-amz-json-1.0";
        call.Response.Headers["x-amzn-RequestId"] = call.Id;
        return Answer.SendAsync(call, status, buffer.WrittenMemory);
    }
}
