using System.Buffers;
using System.Text.Json;
using Fluency.Ingest.Testing.Faults;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The batch forms of the actions on messages: every entry has its own result.</summary>
static class BatchActions
{
    const long MaxBatchBytes = 1024 * 1024;
    public static void Send(Call call, Utf8JsonWriter json)
    {
        var queue = QueueLookup.Queue(call, "sqs:SendMessage");
        var entries = Entries(call);
        var bytes = entries.Sum(static entry => (long)LocalQueue.BytesOf(SqsJson.Text(entry, "MessageBody") ?? ""));
        if (bytes > MaxBatchBytes)
        {
            throw SqsErrors.BatchTooLong(MaxBatchBytes, bytes);
        }

        Run(call, json, entries, (entry, result) => MessageActions.Send(queue, entry, result));
    }

    public static void Delete(Call call, Utf8JsonWriter json)
    {
        var queue = QueueLookup.Queue(call, "sqs:DeleteMessage");
        Run(call, json, Entries(call), (entry, _) => MessageActions.Delete(queue, entry));
    }

    public static void ChangeVisibility(Call call, Utf8JsonWriter json)
    {
        var queue = QueueLookup.Queue(call, "sqs:ChangeMessageVisibility");
        Run(call, json, Entries(call), (entry, _) => MessageActions.ChangeVisibility(queue, entry));
    }

    static List<JsonElement> Entries(Call call)
    {
        var entries = call.Json.TryGetProperty("Entries", out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray().ToList() : [];
        if (entries.Count == 0)
        {
            throw SqsErrors.EmptyBatch();
        }

        if (entries.Count > 10)
        {
            throw SqsErrors.TooManyEntries(entries.Count);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var id = SqsJson.Text(entry, "Id");
            if (!QueueName.IsValid(id))
            {
                throw SqsErrors.InvalidBatchEntryId();
            }

            if (!ids.Add(id!))
            {
                throw SqsErrors.IdsNotDistinct(id!);
            }
        }

        return entries;
    }

    static void Run(Call call, Utf8JsonWriter json, List<JsonElement> entries, Action<JsonElement, Utf8JsonWriter> act)
    {
        var fault = call.Aws.Faults.At(FaultPoint.Entries, call.Log).FirstOrDefault()?.Effect;
        var failed = new List<(string Id, AwsError Error, bool IsSenderFault)>();
        json.WriteStartArray("Successful");
        for (var i = 0; i < entries.Count; i++)
        {
            var id = SqsJson.Text(entries[i], "Id")!;
            if (fault?.Entries(i) == true)
            {
                failed.Add((id, new AwsError(400, fault.Code, fault.Message), fault.IsSenderFault));
                continue;
            }

            try
            {
                WriteSuccess(json, id, entries[i], act);
            }
            catch (AwsError error)
            {
                failed.Add((id, error, true));
            }
        }

        json.WriteEndArray();
        WriteFailed(json, failed);
    }

    static void WriteSuccess(Utf8JsonWriter json, string id, JsonElement entry, Action<JsonElement, Utf8JsonWriter> act)
    {
        // Into a buffer of its own: an entry that fails halfway must leave nothing behind.
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var own = new Utf8JsonWriter(buffer))
        {
            own.WriteStartObject();
            own.WriteString("Id", id);
            act(entry, own);
            own.WriteEndObject();
        }

        json.WriteRawValue(buffer.WrittenSpan);
    }

    static void WriteFailed(Utf8JsonWriter json, List<(string Id, AwsError Error, bool IsSenderFault)> failed)
    {
        if (failed.Count == 0)
        {
            return;
        }

        json.WriteStartArray("Failed");
        foreach (var (id, error, isSenderFault) in failed)
        {
            json.WriteStartObject();
            json.WriteString("Id", id);
            json.WriteString("Code", error.QueryCode ?? error.Code);
            json.WriteString("Message", error.Message);
            json.WriteBoolean("SenderFault", isSenderFault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
