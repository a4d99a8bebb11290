namespace Fluency.Ingest.Diagnostics;

/// <summary>The names of attributes on metrics and spans. Values of metrics' attributes come from bounded sets: names of components, causes.</summary>
static class Tags
{
    public const string Pipe = "fluency.ingest.pipe";
    public const string Source = "fluency.ingest.source";
    public const string Router = "fluency.ingest.router";
    public const string Sink = "fluency.ingest.sink";
    public const string Component = "fluency.ingest.component";
    public const string ComponentKind = "fluency.ingest.component.kind";
    public const string Disposition = "fluency.ingest.disposition";
    public const string Outcome = "fluency.ingest.outcome";
    public const string Object = "fluency.ingest.object";
    public const string Attempt = "fluency.ingest.attempt";
    public const string Records = "fluency.ingest.records";
    public const string Dropped = "fluency.ingest.records.dropped";
    public const string Unrouted = "fluency.ingest.records.unrouted";
    public const string Errors = "fluency.ingest.processor.errors";
    public const string ErrorType = "error.type";
    public const string MessagingSystem = "messaging.system";
    public const string MessagingDestination = "messaging.destination.name";
    public const string MessagingOperation = "messaging.operation.name";
    public const string MessagingOperationType = "messaging.operation.type";
    public const string MessageId = "messaging.message.id";
    public const string RequestId = "aws.request_id";
    public const string ExtendedRequestId = "aws.extended_request_id";
    public const string Bucket = "aws.s3.bucket";
    public const string Key = "aws.s3.key";

    public static KeyValuePair<string, object?> Of(string name, object? value) => new(name, value);
}
