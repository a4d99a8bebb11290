using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>Asks a form of the user, whatever it does: what it throws becomes a problem of the delivery.</summary>
sealed class OwnForm(INotificationForm form) : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        var objects = new NotificationObjects(reading);
        try
        {
            return form.TryRead(body, objects) ? Take(objects, reading) : objects.HasTold;
        }
        catch (Exception exception)
        {
            // What it told stands. If it told nothing, it has perhaps only stumbled over a body that is not its own: the other forms are asked too.
            reading.Failed($"The form {form.GetType().Name} failed on the message ({exception.GetType().Name}: {exception.Message.TrimEnd('.')}). Mend it and send the message again.");
            return objects.HasTold;
        }
        finally
        {
            objects.Close();
        }
    }

    bool Take(NotificationObjects objects, NotificationReading reading)
    {
        reading.Is(NotificationKind.Own);
        if (!objects.HasTold)
        {
            reading.Unknown($"The form {form.GetType().Name} took the message, but told of nothing in it. What means nothing on purpose is told as ignored.");
        }

        return true;
    }
}
