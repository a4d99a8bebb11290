using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>The envelope in which SNS delivers to a queue unless raw delivery is on, and SNS's request to confirm a subscription.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html. The queue's policy is what guards it: the addresses in the message
/// (SigningCertURL, SubscribeURL) are never fetched, or whoever can send could make this process call any host.
/// </remarks>
sealed class SnsForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        if (!body.Has("TopicArn"))
        {
            return false;
        }

        switch (body.Member("Type").Text())
        {
            case "Notification":
                ReadMessage(body, reading);
                return true;
            case "SubscriptionConfirmation" or "UnsubscribeConfirmation":
                reading.Is(NotificationKind.SnsSubscriptionConfirmation);
                reading.Topic(body.Member("TopicArn").Text());
                return true;
            default:
                return false;
        }
    }

    static void ReadMessage(JsonElement body, NotificationReading reading)
    {
        if (body.Member("Message").TryText(out var message))
        {
            reading.Unwrap(NotificationEnvelope.Sns, [message]);
        }
        else
        {
            reading.Unknown("The envelope of SNS has no message.");
        }
    }
}
