namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The names of standard queues and of entries in batches: 1 to 80 letters, digits, hyphens and underscores.</summary>
static class QueueName
{
    public static bool IsValid(string? name)
        => name is { Length: >= 1 and <= 80 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
