namespace Fluency.Ingest.Testing.Conformance;

/// <summary>A sink breaks a rule.</summary>
public sealed class SinkConformanceException : Exception
{
    internal SinkConformanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
