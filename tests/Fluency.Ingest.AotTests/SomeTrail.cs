using System.IO.Compression;
using System.Text;

namespace Fluency.Ingest.AotTests;

/// <summary>A CloudTrail file of two records.</summary>
static class SomeTrail
{
    const string Content = """
        {"Records":[
        {"eventVersion":"1.09","eventTime":"2026-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1","requestParameters":"text"},
        {"eventVersion":"1.09","eventTime":"2026-01-02T03:04:06Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","errorCode":"AccessDenied"}]}
        """;

    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "trail.json.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(Content));
        return path;
    }

    /// <summary>Whether a file holds both records, adjusted and in their order.</summary>
    public static void ThrowUnlessAdjusted(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines is not [var first, var second]
            || !first.Contains("\"action\":\"GetObject\"", StringComparison.Ordinal)
            || !first.Contains("\"requestParameters\":{\"value\":\"text\"}", StringComparison.Ordinal)
            || !second.Contains("\"outcome\":\"failure\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{path} does not hold the two adjusted records:\n{string.Join('\n', lines)}");
        }
    }
}
