namespace Fluency.Ingest.Testing.Sqs;

/// <summary>A message as one receive got it: values, since the message itself may change at once.</summary>
readonly record struct Received(StoredMessage Message, string ReceiptHandle, int ReceiveCount, DateTimeOffset FirstReceivedAt, string Md5OfBody);
