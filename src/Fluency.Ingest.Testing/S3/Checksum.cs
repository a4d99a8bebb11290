namespace Fluency.Ingest.Testing.S3;

/// <summary>A checksum of a whole object: the algorithm as header names spell it, and the value in Base64.</summary>
sealed record Checksum(string Algorithm, string Value)
{
    public string Header => "x-amz-checksum-" + Algorithm;
}
