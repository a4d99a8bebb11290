using Amazon.Runtime;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Deliveries;

/// <summary>Measures the calls to one queue, by OpenTelemetry's conventions: https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/.</summary>
sealed class SqsMeter(string queueUrl)
{
    static readonly KeyValuePair<string, object?> System = Tags.Of(Tags.MessagingSystem, "aws_sqs");

    readonly KeyValuePair<string, object?> _queue = Tags.Of(Tags.MessagingDestination, queueUrl[(queueUrl.LastIndexOf('/') + 1)..]);

    // By the wall's clock whatever the source's: the calls go over a real wire.
    public static long Begin() => TimeProvider.System.GetTimestamp();

    /// <summary>Notes a call that is over.</summary>
    /// <param name="operation">SQS's name of it.</param>
    /// <param name="type">The convention's kind of it.</param>
    /// <param name="began">What <see cref="Begin"/> said.</param>
    /// <param name="exception">What it failed with, or null.</param>
    public void Called(string operation, string type, long began, Exception? exception)
    {
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (name, kind) = (Tags.Of(Tags.MessagingOperation, operation), Tags.Of(Tags.MessagingOperationType, type));
        if (exception is null)
        {
            Instruments.ClientOperationDuration.TryRecord(took, System, _queue, name, kind);
        }
        else
        {
            var error = (exception as AmazonServiceException)?.ErrorCode is { Length: > 0 } code ? code : exception.GetType().Name;
            Instruments.ClientOperationDuration.TryRecord(took, System, _queue, name, kind, Tags.Of(Tags.ErrorType, error));
        }
    }

    /// <summary>Notes messages that were received.</summary>
    public void Received(int messages) => Instruments.MessagesConsumed.TryAdd(messages, System, _queue, Tags.Of(Tags.MessagingOperation, "ReceiveMessage"));
}
