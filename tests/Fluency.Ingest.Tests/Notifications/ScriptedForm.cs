using System.Text.Json;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>A form that does what the test says.</summary>
sealed class ScriptedForm(Func<JsonElement, NotificationObjects, bool> read) : INotificationForm
{
    public bool TryRead(JsonElement body, NotificationObjects objects) => read(body, objects);
}
