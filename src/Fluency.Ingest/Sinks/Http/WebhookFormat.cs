namespace Fluency.Ingest.Sinks.Http;

/// <summary>What the body of a webhook's request looks like.</summary>
public enum WebhookFormat
{
    /// <summary>One JSON array of all records (<c>application/json</c>).</summary>
    JsonArray = 0,

    /// <summary>One record a line, each ended by a line feed (<c>application/x-ndjson</c>).</summary>
    JsonLines,
}
