using Amazon.SQS.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>What came of one receive.</summary>
/// <param name="Messages">The messages; none if the queue has none.</param>
/// <param name="Visibility">For how long they are hidden.</param>
readonly record struct Received(IReadOnlyList<Message> Messages, TimeSpan Visibility);
