using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>What a Lambda function forwards of the event it was given: messages of SNS or SQS in <c>Records</c>.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html, https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html</remarks>
sealed class LambdaForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        var records = body.Member("Records");
        if (!records.Items().Any(static record => record.Has("Sns") || record.Has("body")))
        {
            return false;
        }

        if (reading.TryExpect(records.GetArrayLength()))
        {
            reading.Unwrap(NotificationEnvelope.Lambda, Bodies(records, reading));
        }

        return true;
    }

    static IEnumerable<string> Bodies(JsonElement records, NotificationReading reading)
    {
        foreach (var record in records.EnumerateArray())
        {
            var message = record.Has("Sns") ? record.Member("Sns").Member("Message") : record.Member("body");
            if (message.TryText(out var text))
            {
                yield return text;
            }
            else
            {
                reading.Unknown("An entry of a Lambda event has neither a message of SNS nor a body of SQS.");
            }
        }
    }
}
