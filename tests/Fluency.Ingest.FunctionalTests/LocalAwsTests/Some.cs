namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

/// <summary>Small makers of test data.</summary>
static class Some
{
    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, AwsFixture.Token);
        return all.ToArray();
    }
}
