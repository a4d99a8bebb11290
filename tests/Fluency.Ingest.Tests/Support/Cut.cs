namespace Fluency.Ingest.Tests.Support;

/// <summary>After some bytes of one opening the body throws, or ends early, or stands still until it is cancelled.</summary>
sealed record Cut(int After, Exception? Exception = null, bool StandsStill = false);
