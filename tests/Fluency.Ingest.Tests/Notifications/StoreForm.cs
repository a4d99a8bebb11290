using System.Text.Json;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>A user's form, as the documentation of <see cref="INotificationForm"/> shows it: <c>{"store":"logs","file":"a/b.json.gz"}</c>.</summary>
sealed class StoreForm : INotificationForm
{
    public bool TryRead(JsonElement body, NotificationObjects objects)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("store", out var store))
        {
            return false;
        }

        objects.Add(store.GetString(), body.GetProperty("file").GetString());
        return true;
    }
}
