using Fluency.Ingest.Objects;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Reads objects to their end.</summary>
static class ObjectReading
{
    public static async Task<byte[]> ReadAllAsync(this ISourceObject source, ObjectOptions? options = null, TimeProvider? timeProvider = null, int bufferBytes = 1000)
    {
        await using var reader = await ObjectReader.OpenAsync(source, options ?? new(), timeProvider ?? new ImpatientTimeProvider(), TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        var buffer = new byte[bufferBytes];
        while (await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
        {
            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }

    /// <summary>The cause of the failure, or null when it was read whole.</summary>
    public static async Task<FailureCause?> FailureOfAsync(this ISourceObject source, ObjectOptions? options = null)
    {
        try
        {
            await source.ReadAllAsync(options);
            return null;
        }
        catch (IngestException exception)
        {
            return exception.Cause;
        }
    }
}
