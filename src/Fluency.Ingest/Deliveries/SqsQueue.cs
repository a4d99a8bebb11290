using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Fluency.Ingest.Deliveries;

/// <summary>The calls to one queue, with the SDK's null collections and half-failed batches made plain.</summary>
sealed class SqsQueue(IAmazonSQS sqs, string url)
{
    readonly SqsMeter _meter = new(url);

    /// <summary>The queue's URL.</summary>
    public string Url { get; } = url;

    /// <summary>Receives messages; none is an empty list.</summary>
    public async Task<IReadOnlyList<Message>> ReceiveAsync(int maxMessages, TimeSpan wait, TimeSpan visibility, CancellationToken cancellationToken)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = Url,
            MaxNumberOfMessages = maxMessages,
            WaitTimeSeconds = (int)Math.Ceiling(wait.TotalSeconds),
            VisibilityTimeout = (int)Math.Ceiling(visibility.TotalSeconds),
            MessageSystemAttributeNames = ["ApproximateReceiveCount", "SentTimestamp"],
        };
        var response = await MeasureAsync("ReceiveMessage", "receive", sqs.ReceiveMessageAsync(request, cancellationToken)).ConfigureAwait(false);
        var messages = response?.Messages ?? [];
        _meter.Received(messages.Count);
        return messages;
    }

    /// <summary>Deletes up to ten messages. Never throws.</summary>
    /// <returns>What came of each, by position.</returns>
    public async Task<IReadOnlyList<SqsOutcome>> DeleteAsync(IReadOnlyList<SqsRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var entries = requests.Select(static (request, at) => new DeleteMessageBatchRequestEntry(Id(at), request.ReceiptHandle));
            var response = await MeasureAsync("DeleteMessageBatch", "settle", sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(Url, [.. entries]), cancellationToken)).ConfigureAwait(false);
            return Outcomes(requests.Count, response?.Successful?.Select(static entry => entry.Id), response?.Failed);
        }
        catch (Exception exception)
        {
            return Outcomes(requests.Count, exception);
        }
    }

    /// <summary>Changes for how long up to ten messages are hidden, counted from now. Never throws.</summary>
    /// <returns>What came of each, by position.</returns>
    public async Task<IReadOnlyList<SqsOutcome>> ChangeVisibilityAsync(IReadOnlyList<SqsRequest> requests, CancellationToken cancellationToken)
    {
        try
        {
            var entries = requests.Select(static (request, at) =>
                new ChangeMessageVisibilityBatchRequestEntry(Id(at), request.ReceiptHandle) { VisibilityTimeout = request.VisibilitySeconds });
            var response = await MeasureAsync("ChangeMessageVisibilityBatch", "settle", sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(Url, [.. entries]), cancellationToken)).ConfigureAwait(false);
            return Outcomes(requests.Count, response?.Successful?.Select(static entry => entry.Id), response?.Failed);
        }
        catch (Exception exception)
        {
            return Outcomes(requests.Count, exception);
        }
    }

    /// <summary>Whether the queue has a redrive policy, which moves a message to another queue once it was received too often.</summary>
    public async Task<bool> HasRedrivePolicyAsync(CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest(Url, ["RedrivePolicy"]);
        var response = await sqs.GetQueueAttributesAsync(request, cancellationToken).ConfigureAwait(false);
        return response?.Attributes?.TryGetValue("RedrivePolicy", out var policy) is true && RedrivePolicy.Parse(policy) is not null;
    }

    async Task<T> MeasureAsync<T>(string operation, string type, Task<T> call)
    {
        var began = SqsMeter.Begin();
        try
        {
            var answer = await call.ConfigureAwait(false);
            _meter.Called(operation, type, began, null);
            return answer;
        }
        catch (Exception exception)
        {
            _meter.Called(operation, type, began, exception);
            throw;
        }
    }

    // The answer is 200 also when every entry failed. An entry that is in neither list is one of which nothing is known.
    static SqsOutcome[] Outcomes(int count, IEnumerable<string>? successful, List<BatchResultErrorEntry>? failed)
    {
        var outcomes = new SqsOutcome[count];
        Array.Fill(outcomes, SqsOutcome.Retry);
        foreach (var id in successful ?? [])
        {
            Set(outcomes, id, SqsOutcome.Done);
        }

        foreach (var entry in failed ?? [])
        {
            Set(outcomes, entry.Id, SqsFailures.OutcomeOf(entry));
        }

        return outcomes;
    }

    static SqsOutcome[] Outcomes(int count, Exception exception)
    {
        var outcomes = new SqsOutcome[count];
        Array.Fill(outcomes, SqsFailures.OutcomeOf(exception));
        return outcomes;
    }

    static void Set(SqsOutcome[] outcomes, string? id, SqsOutcome outcome)
    {
        if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < outcomes.Length)
        {
            outcomes[at] = outcome;
        }
    }

    static string Id(int at) => at.ToString(CultureInfo.InvariantCulture);
}
