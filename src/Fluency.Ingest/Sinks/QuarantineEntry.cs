using System.Globalization;
using System.Text.Unicode;

namespace Fluency.Ingest.Sinks;

/// <summary>Writes what goes to the quarantine: one JSON object that says what it is, why it is there, and keeps the thing itself.</summary>
/// <remarks>
/// A record stands whole under <c>@record</c>, as it was read. An object or delivery has its delivery's body under <c>@payload</c> (or, if that is no
/// text, under <c>@payloadBase64</c>), so that it can be sent to the queue again.
/// </remarks>
static class QuarantineEntry
{
    static readonly NestName RecordName = new("@record");
    static readonly ObjectReference Nowhere = new("", "") { Uri = "" };

    public static void AppendRecord(RecordBatch batch, Record record, FailureCause cause, string reason, DateTimeOffset time)
    {
        var entry = batch.AppendRaw(record.Object, record.Id.Object, record.Index, record.Raw);
        Describe(entry, "record", cause, reason, time);
        entry.Set("@source"u8, record.Object.Uri);
        Span<byte> id = stackalloc byte[RecordId.TextLength];
        record.Id.TryFormat(id);
        entry.SetText("@id"u8, id);
        entry.Nest(RecordName);
    }

    public static RecordBatch ForDelivery(IDelivery delivery, IReadOnlyList<Failure> failures, DateTimeOffset time)
    {
        var batch = new RecordBatch();
        foreach (var failure in failures)
        {
            var entry = batch.AppendRaw(failure.Object ?? Nowhere, default, 0, "{}"u8);
            Describe(entry, failure.Object is null ? "delivery" : "object", failure.Cause, failure.Reason, time);
            if (failure.Object is not null)
            {
                entry.Set("@source"u8, failure.Object.Uri);
            }

            entry.Set("@delivery"u8, delivery.Id);
            entry.Set("@attempt"u8, delivery.Attempt);

            // Once: a message may name thousands of objects, and each of them fail.
            if (batch.Count == 1)
            {
                SetPayload(entry, delivery.Payload.Span);
            }
        }

        return batch;
    }

    static void Describe(Record entry, string kind, FailureCause cause, string reason, DateTimeOffset time)
    {
        entry.Set("@quarantine"u8, kind);
        entry.Set("@time"u8, time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        entry.Set("@cause"u8, cause.ToString());
        entry.Set("@reason"u8, reason);
    }

    static void SetPayload(Record entry, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        if (Utf8.IsValid(payload))
        {
            entry.SetText("@payload"u8, payload);
        }
        else
        {
            entry.Set("@payloadBase64"u8, Convert.ToBase64String(payload));
        }
    }
}
