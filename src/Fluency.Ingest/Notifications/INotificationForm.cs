using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>A form of one's own that the body of a queue's message may have: JSON in, objects out.</summary>
/// <remarks>
/// <para>For producers that the library does not know, such as an EventBridge rule with an input transformer. Given to the source by
/// <see cref="S3NotificationOptions.AddForm"/>; in configuration by the name under which it was registered.</para>
/// <para>Asked before the library's own forms, one message at a time for each source; an instance that serves several sources is called by several threads at once.
/// Bodies that are no JSON never come here, and the body is valid only during the call.</para>
/// <para>What it throws is a problem of that message, which is rejected and never lost; the objects that it told of before are read all the same.</para>
/// <example>
/// A form for <c>{"store":"logs","file":"a/b.json.gz"}</c>:
/// <code>
/// sealed class StoreForm : INotificationForm
/// {
///     public bool TryRead(JsonElement body, NotificationObjects objects)
///     {
///         if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("store", out var store))
///         {
///             return false;
///         }
///
///         objects.Add(store.GetString(), body.GetProperty("file").GetString());
///         return true;
///     }
/// }
/// </code>
/// </example>
/// </remarks>
public interface INotificationForm
{
    /// <summary>Reads a body if it has this form.</summary>
    /// <param name="body">The body: any JSON value, without two members of one name.</param>
    /// <param name="objects">Takes what the body tells.</param>
    /// <returns>Whether the body has this form, however broken it is within. Other forms are then not asked; one that tells of nothing is a problem.</returns>
    bool TryRead(JsonElement body, NotificationObjects objects);
}
