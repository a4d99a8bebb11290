using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>A list of no entries. It tells of no object.</summary>
sealed class EmptyForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        if (body.Member("Records") is not { ValueKind: JsonValueKind.Array } records || records.GetArrayLength() > 0 || body.GetPropertyCount() > 1)
        {
            return false;
        }

        reading.Is(NotificationKind.Empty);
        return true;
    }
}
