namespace Fluency.Ingest.Sinks.Http;

/// <summary>How the body of a request is compressed.</summary>
public enum HttpCompression
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>gzip, told by <c>Content-Encoding</c>: a CloudTrail record shrinks to about a tenth.</summary>
    Gzip,
}
