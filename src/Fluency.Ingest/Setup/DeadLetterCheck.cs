using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Setup;

/// <summary>Looks at how much lies in the dead-letter queue. The right to do so is a luxury: without it nothing else is worse.</summary>
/// <param name="queueUrl">The URL of the queue whose policy names it: both are in one account and region.</param>
/// <param name="sqs">The client.</param>
/// <param name="findings">Is told.</param>
sealed class DeadLetterCheck(string queueUrl, IAmazonSQS sqs, DoctorFindings findings)
{
    const string Check = "dead-letter";
    const string Depth = "ApproximateNumberOfMessages";

    /// <summary>Looks.</summary>
    /// <param name="arn">The dead-letter queue.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LookAsync(string arn, CancellationToken cancellationToken)
    {
        if (arn.Split(':') is not [.., var account, var name])
        {
            return;
        }

        try
        {
            var response = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(UrlOf(account, name), [Depth]), cancellationToken).ConfigureAwait(false);
            Describe(name, arn, response.Attributes?.GetValueOrDefault(Depth));
        }
        catch (QueueDoesNotExistException)
        {
            findings.Warn(Check, $"The redrive policy names {arn}, which does not exist or may not be seen: what can never succeed might come again for ever; see that RedrivePolicy names a queue that exists.", "RedrivePolicy");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var isDenied = exception is AmazonServiceException && SqsFailures.OutcomeOf(exception) == SqsOutcome.Denied;
            findings.Skip(Check, isDenied
                ? $"How much lies in the dead-letter queue {name} is not known: sqs:GetQueueAttributes on {arn} is not granted, and only this check needs it."
                : $"How much lies in the dead-letter queue {name} is not known: {exception.Message.TrimEnd('.')}.");
        }
    }

    void Describe(string name, string arn, string? depth)
    {
        if (depth is null)
        {
            findings.Skip(Check, $"How much lies in the dead-letter queue {name} is not known: SQS did not say.");
        }
        else if (depth == "0")
        {
            findings.Ok(Check, $"The dead-letter queue {name} is empty.");
        }
        else
        {
            findings.Warn(Check, $"The dead-letter queue {name} holds {depth} {(depth == "1" ? "message" : "messages")}, and what they tell of was not collected: find the cause, then send them back (aws sqs start-message-move-task --source-arn {arn}).");
        }
    }

    // An endpoint of one's own may have something before account and name.
    string UrlOf(string account, string name)
    {
        var url = new Uri(queueUrl);
        var path = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new Uri(url, "/" + string.Join('/', [.. path[..Math.Max(0, path.Length - 2)], account, name])).ToString();
    }
}
