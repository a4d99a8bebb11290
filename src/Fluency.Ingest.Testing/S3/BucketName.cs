namespace Fluency.Ingest.Testing.S3;

/// <summary>The names of buckets. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html.</summary>
static class BucketName
{
    public static bool IsValid(string? name)
        => name is { Length: >= 3 and <= 63 }
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && !name.Contains("..", StringComparison.Ordinal);
}
