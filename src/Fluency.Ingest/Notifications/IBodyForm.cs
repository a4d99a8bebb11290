using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>One form that a message's body may have, told by its shape.</summary>
interface IBodyForm
{
    /// <summary>Reads a body of this form.</summary>
    /// <param name="body">Any JSON value.</param>
    /// <param name="reading">Takes what the body tells.</param>
    /// <returns>Whether the body has this form, however broken it is within; if not, nothing was read.</returns>
    bool TryRead(JsonElement body, NotificationReading reading);
}
