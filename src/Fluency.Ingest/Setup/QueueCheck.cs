using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Setup;

/// <summary>Looks at a queue: what it is, and what may be done with it.</summary>
/// <remarks>
/// Harmless: attributes are read; delete and change of visibility name a receipt that cannot be, which SQS refuses after it has asked whether the caller may do it at all; so does the
/// receive that asks for eleven messages. Only a look at a message is none of these: SQS counts it as a receive.
/// </remarks>
sealed class QueueCheck(S3NotificationOptions options, IAmazonSQS sqs, string arn, DoctorFindings findings)
{
    const string Queue = "queue";
    const string Redrive = "redrive";
    const string Retention = "retention";
    const string Receive = "queue-receive";
    const string Delete = "queue-delete";
    const string Visibility = "queue-visibility";
    const string NoReceipt = "fluency-ingest-doctor";
    const int TooManyMessages = 11;

    static readonly TimeSpan MinRetention = TimeSpan.FromDays(1);

    /// <summary>Reads the attributes.</summary>
    /// <returns>What they say; null if the queue cannot be used at all.</returns>
    public async Task<QueueFacts?> ReadAsync(CancellationToken cancellationToken)
    {
        var isFifo = new Uri(options.QueueUrl).AbsolutePath.EndsWith(".fifo", StringComparison.Ordinal);
        if (isFifo)
        {
            findings.Fail("queue-type", "The queue is a FIFO queue, to which S3 sends no notifications; make a standard one.");
        }

        try
        {
            var response = await sqs.GetQueueAttributesAsync(
                new GetQueueAttributesRequest(options.QueueUrl, ["QueueArn", "RedrivePolicy", "MessageRetentionPeriod", "ApproximateNumberOfMessages"]),
                cancellationToken).ConfigureAwait(false);
            return Describe(response.Attributes ?? []);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(exception);
        }
    }

    /// <summary>Asks whether messages may be deleted, and their visibility changed.</summary>
    /// <returns>Whether visibility may be changed.</returns>
    public async Task<bool> TryRightsAsync(CancellationToken cancellationToken)
    {
        await TryAsync(Delete, "sqs:DeleteMessage", "what is delivered is never taken from the queue, and comes again and again", isRequired: true, () =>
            sqs.DeleteMessageAsync(new DeleteMessageRequest(options.QueueUrl, NoReceipt), cancellationToken), cancellationToken).ConfigureAwait(false);
        return await TryAsync(Visibility, "sqs:ChangeMessageVisibility", $"each message is hidden for FixedVisibilityTimeout ({options.FixedVisibilityTimeout}), and what fails comes again only after that", isRequired: false, () =>
            sqs.ChangeMessageVisibilityAsync(new ChangeMessageVisibilityRequest(options.QueueUrl, NoReceipt, 0), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks whether messages may be received, and looks at one if that does no harm.</summary>
    /// <param name="facts">What is known of the queue.</param>
    /// <param name="mayLook">Whether a message may be received at all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The message, or null.</returns>
    public async Task<Message?> LookAsync(QueueFacts facts, bool mayLook, CancellationToken cancellationToken)
    {
        var isGranted = await IsGrantedAsync(Receive, "sqs:ReceiveMessage", "nothing is collected", isRequired: true, () =>
            sqs.ReceiveMessageAsync(new ReceiveMessageRequest(options.QueueUrl) { MaxNumberOfMessages = TooManyMessages }, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!isGranted)
        {
            return null;
        }

        if (!mayLook || facts.IsHarmedByAReceive)
        {
            findings.Ok(Receive, mayLook
                ? $"sqs:ReceiveMessage is not denied; no message was looked at, since each receive counts and the redrive policy allows {facts.Redrive!.MaxReceives} only."
                : "sqs:ReceiveMessage is not denied; no message was looked at, as asked.");
            return null;
        }

        try
        {
            var response = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(options.QueueUrl) { MaxNumberOfMessages = 1, VisibilityTimeout = 0, WaitTimeSeconds = 0 }, cancellationToken).ConfigureAwait(false);
            var message = response?.Messages?.FirstOrDefault();
            findings.Ok(Receive, message is null ? "Messages may be received; there is none at the moment."
                : $"Messages may be received; one was looked at and is still there, received once more{(facts.IsKnown ? "" : ", which counts if there is a redrive policy (--no-look receives none)")}.");
            return message;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Fail(Receive, Sentence(exception), exception is AmazonServiceException && IsKey(exception) ? DoctorKey.Statement(exception.Message, arn) : null);
            return null;
        }
    }

    QueueFacts Describe(Dictionary<string, string> attributes)
    {
        findings.Ok(Queue, $"The queue exists and has {attributes.GetValueOrDefault("ApproximateNumberOfMessages", "an unknown number of")} messages to be received.");
        var redrive = attributes.TryGetValue(nameof(RedrivePolicy), out var policy) ? RedrivePolicy.Parse(policy) : null;
        DescribeRedrive(redrive?.MaxReceives);
        if (attributes.TryGetValue("MessageRetentionPeriod", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds))
        {
            var retention = TimeSpan.FromSeconds(seconds);
            if (retention < MinRetention)
            {
                findings.Warn(Retention, $"The queue forgets messages after {DoctorWords.Of(retention)}: an outage that lasts longer loses what they tell of; set MessageRetentionPeriod to 604800 (7 days).", "MessageRetentionPeriod");
            }
            else
            {
                findings.Ok(Retention, $"The queue keeps messages for {DoctorWords.Of(retention)}.");
            }
        }

        return new QueueFacts { Arn = attributes.GetValueOrDefault("QueueArn", arn), IsKnown = true, Redrive = redrive };
    }

    void DescribeRedrive(int? maxReceives)
    {
        switch (maxReceives)
        {
            case null:
                findings.Warn(Redrive, "The queue has no redrive policy: what can never succeed goes to the quarantine, and where there is none it comes again for ever; set a RedrivePolicy with a dead-letter queue and a maxReceiveCount of 10.", nameof(RedrivePolicy));
                break;
            case < 3:
                findings.Warn(Redrive, $"The redrive policy allows {maxReceives} receives only: a message whose worker was merely stopped goes to the dead-letter queue; set maxReceiveCount to 10.", nameof(RedrivePolicy));
                break;
            default:
                findings.Ok(Redrive, $"A message goes to the dead-letter queue after {maxReceives} receives.");
                break;
        }
    }

    QueueFacts? Refused(Exception exception)
    {
        if (IsDenied(exception))
        {
            findings.Warn(
                Queue,
                "sqs:GetQueueAttributes is denied: the queue's redrive policy and retention are not known, and what is rejected goes to the quarantine in place of the dead-letter queue.",
                new PolicyStatement("sqs:GetQueueAttributes", arn));
            return new QueueFacts { Arn = arn };
        }

        findings.Fail(Queue, Sentence(exception));
        return null;
    }

    async Task<bool> TryAsync(string check, string action, string consequence, bool isRequired, Func<Task> call, CancellationToken cancellationToken)
    {
        var isGranted = await IsGrantedAsync(check, action, consequence, isRequired, call, cancellationToken).ConfigureAwait(false);
        if (isGranted)
        {
            findings.Ok(check, $"{action} is granted.");
        }

        return isGranted;
    }

    async Task<bool> IsGrantedAsync(string check, string action, string consequence, bool isRequired, Func<Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (IsDenied(exception))
            {
                var sentence = $"{action} is denied: {consequence}.";
                var statement = new PolicyStatement(action, arn);
                (isRequired ? findings.Fail : (Action<string, string, PolicyStatement?>)findings.Warn)(check, sentence, statement);
                return false;
            }

            // Whatever else SQS says of a request that cannot be, it said it to someone who may ask.
            if (exception is AmazonServiceException and not AmazonSecurityTokenServiceException && SqsFailures.WhatToMend(exception, options.QueueUrl) is null)
            {
                return true;
            }

            findings.Fail(check, Sentence(exception));
            return false;
        }
    }

    static bool IsDenied(Exception exception) => exception is AmazonServiceException && SqsFailures.OutcomeOf(exception) == SqsOutcome.Denied;

    bool IsKey(Exception exception) => SqsFailures.WhatToMend(exception, options.QueueUrl)?.Cause == FailureCause.KeyAccessDenied;

    string Sentence(Exception exception) => SqsFailures.WhatToMend(exception, options.QueueUrl)?.Message ?? $"SQS gave no answer that is of use: {exception.Message}";
}
