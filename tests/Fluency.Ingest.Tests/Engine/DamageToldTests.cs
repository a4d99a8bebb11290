using System.Text;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What is told of an object whose text is no JSON: its bytes may be damaged, or somebody wrote it so.</summary>
public sealed class DamageToldTests
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes(Some.Wrapper("a", 3));

    [Fact]
    public async Task Run_ByteOfACompressedTextFlipped_TellsOfTheMemberFirst()
    {
        // Stored, so that the flipped byte comes out as it is.
        var damaged = Gzip.Of(Text, System.IO.Compression.CompressionLevel.NoCompression);
        damaged[damaged.AsSpan().IndexOf("\"name\""u8)] = (byte)'!';

        var failure = await FailureOfAsync(damaged);

        failure.Cause.Should().Be(FailureCause.Corrupt);
        failure.Reason.Should().StartWith("memory:a is damaged in the gzip member that begins at byte 0: its trailer tells of").And.Contain("It showed in the text first: memory:a cannot be split into records at byte 13");
    }

    [Fact]
    public async Task Run_CompressedTextCutAndNoJson_IsTruncated()
    {
        var failure = await FailureOfAsync(Gzip.Of("[1,2,,]"u8.ToArray()).AsMemory()[..^1]);

        failure.Cause.Should().Be(FailureCause.Truncated);
        failure.Reason.Should().Contain("in the midst of the gzip member").And.Contain("its JSON is invalid");
    }

    [Fact]
    public async Task Run_CompressedTextIsWholeAndNoJson_TellsOfTheJsonAlone()
    {
        var failure = await FailureOfAsync(Gzip.Of("[1,2,,]"u8.ToArray()));

        failure.Reason.Should().StartWith("memory:a cannot be split").And.NotContain("gzip");
    }

    [Fact]
    public async Task Run_TooMuchFollowsToProveIt_SaysThatItIsNotProven()
    {
        byte[] much = [.. "[1,2,,"u8, .. new byte[65 * 1024 * 1024], (byte)']'];

        var failure = await FailureOfAsync(Gzip.Of(much));

        failure.Reason.Should().StartWith("memory:a cannot be split").And.Contain("not proven whole: its bytes may be damaged");
    }

    [Fact]
    public async Task Run_TwoDocumentsJoined_TellsWhereTheSecondBegins()
    {
        var first = Gzip.Of(Text);

        var failure = await FailureOfAsync((byte[])[.. first, .. Gzip.Of(Text)]);

        failure.Cause.Should().Be(FailureCause.Corrupt);
        failure.Reason.Should().Contain($"at byte {Text.Length} of its content").And.Contain("a second JSON document begins there").And.EndWith($"This is in the gzip member that begins at byte {first.Length}.");
    }

    [Theory]
    [InlineData("[1]\n[2]", 4)]
    [InlineData("[1] {}", 4)]
    [InlineData("{\"Records\":[]}{\"Records\":[]}", 14)]
    public async Task Run_SecondDocumentWithoutCompression_TellsWhereItBegins(string text, int offset)
    {
        var failure = await FailureOfAsync(Encoding.UTF8.GetBytes(text));

        failure.Reason.Should().Contain($"at byte {offset} of its content").And.Contain("a second JSON document begins there");
    }

    static async Task<Failure> FailureOfAsync(ReadOnlyMemory<byte> content)
    {
        Failure? failure = null;
        await using var pipe = Pipe.CreateBuilder("test")
            .From(new MemorySource("a", content))
            .Route(static route => route.To(new NullSink()))
            .Quarantine(new NullSink())
            .OnFailure(arguments =>
            {
                failure = arguments.Failures.Single();
                return null;
            })
            .Build();
        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);
        return failure!;
    }
}
