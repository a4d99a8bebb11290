namespace Fluency.Ingest.Setup;

/// <summary>Whether an endpoint answered, and how far its clock is ahead of this one, if it told.</summary>
readonly record struct EndpointAnswer(bool IsReached, TimeSpan? Skew);
