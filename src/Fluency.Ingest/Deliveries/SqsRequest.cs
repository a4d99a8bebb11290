namespace Fluency.Ingest.Deliveries;

/// <summary>One message's part of a batched call.</summary>
/// <param name="ReceiptHandle">The handle under which it was received.</param>
/// <param name="VisibilitySeconds">For how long it is to be hidden; not used where it is deleted.</param>
readonly record struct SqsRequest(string ReceiptHandle, int VisibilitySeconds = 0);
