using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class ObjectReaderBodyTests
{
    const int MiB = 1024 * 1024;

    static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    public static TheoryData<Exception> Cutting => [new IOException("reset"), new HttpIOException(HttpRequestError.ResponseEnded), new TimeoutException(), new OperationCanceledException()];

    [Theory]
    [MemberData(nameof(Cutting))]
    public async Task ObjectReader_CutBody_GoesOnWhereItWasCut(Exception exception)
    {
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(300, exception), new Cut(0, exception), new Cut(1)]) };

        (await source.ReadAllAsync()).Should().Equal(Content);
        source.Opened.Should().Equal(0, 300, 300, 301);
    }

    [Fact]
    public async Task ObjectReader_CompressedBodyCutAnywhere_IsTheSame()
    {
        var gzip = Gzip.Of(Content);
        for (var at = 0; at < gzip.Length; at++)
        {
            var source = new ScriptedObject(gzip) { Cuts = new([new Cut(at)]) };

            (await source.ReadAllAsync()).Should().Equal(Content);
        }
    }

    [Fact]
    public async Task ObjectReader_EndsEarlyTooOften_IsANetworkFailure()
    {
        var source = new ScriptedObject(Content) { LengthError = 1 };

        (await source.FailureOfAsync(new() { MaxResumes = 2 })).Should().Be(FailureCause.Network);
        source.Opened.Should().Equal(0, 1000, 1000);
    }

    [Fact]
    public async Task ObjectReader_CutTooOften_IsANetworkFailureThatTellsAll()
    {
        var cut = new Cut(0, new IOException("reset by peer"));
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(10, cut.Exception), cut, cut, cut]) };

        var read = () => source.ReadAllAsync(new() { MaxResumes = 3 });

        var failure = (await read.Should().ThrowAsync<IngestException>()).Which;
        failure.Cause.Should().Be(FailureCause.Network);
        failure.Object!.ETag.Should().Be("etag");
        failure.Message.Should().ContainAll("s3://bucket/key.json.gz", "10 bytes", "1000 were announced", "reset by peer", "3 times", nameof(ObjectOptions.MaxResumes));
    }

    [Fact]
    public async Task ObjectReader_EachResume_WaitsLonger()
    {
        var time = new ImpatientTimeProvider();
        var cut = new Cut(0, new IOException());

        await new ScriptedObject(Content) { Cuts = new([cut, cut, cut]) }.ReadAllAsync(timeProvider: time);

        time.Waits.Should().HaveCount(3).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task ObjectReader_ProgressBetweenCuts_EarnsNewResumes()
    {
        var large = new byte[5 * MiB];
        var cuts = Enumerable.Repeat(new Cut(MiB, new IOException()), 5);

        (await new ScriptedObject(large) { Cuts = new(cuts) }.FailureOfAsync(new() { MaxResumes = 1 })).Should().BeNull();
    }

    [Fact]
    public async Task ObjectReader_CutsWithHardlyAnyProgress_AreBounded()
    {
        var cuts = Enumerable.Repeat(new Cut(1, new IOException()), 1000);
        var source = new ScriptedObject(Content) { Cuts = new(cuts) };

        (await source.FailureOfAsync()).Should().Be(FailureCause.Network);
        source.Opened.Should().HaveCount(4);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("etag", false)]
    public async Task ObjectReader_CutAndNothingProvesThatItIsTheSame_IsNotResumed(string? etag, bool knowsLength)
    {
        var source = new ScriptedObject(Content) { ETag = etag, KnowsLength = knowsLength, Cuts = new([new Cut(300, new IOException())]) };

        (await source.FailureOfAsync()).Should().Be(FailureCause.Network);
        source.Opened.Should().Equal(0);
    }

    [Fact]
    public async Task ObjectReader_ReplacedWhileItWasCut_IsANetworkFailure()
    {
        var source = new ScriptedObject(Content) { LaterETag = "other", Cuts = new([new Cut(300)]) };

        (await source.FailureOfAsync()).Should().Be(FailureCause.Network);
    }

    [Theory]
    [InlineData(FailureCause.Network)]
    [InlineData(FailureCause.Throttled)]
    public async Task ObjectReader_ReopeningFailsForNow_IsTriedAgain(FailureCause cause)
    {
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(300)]), ReopenFailures = new([new IngestException(cause, "later")]) };

        (await source.ReadAllAsync()).Should().Equal(Content);
        source.Opened.Should().Equal(0, 300, 300);
    }

    [Theory]
    [InlineData(FailureCause.ObjectMissing)]
    [InlineData(FailureCause.AccessDenied)]
    public async Task ObjectReader_ReopeningIsRefused_PassesTheFailureOn(FailureCause cause)
    {
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(300)]), ReopenFailures = new([new IngestException(cause, "no")]) };

        (await source.FailureOfAsync()).Should().Be(cause);
        source.Opened.Should().HaveCount(2);
    }

    [Fact]
    public async Task ObjectReader_MoreBytesThanAnnounced_IsCorrupt() =>
        (await new ScriptedObject(Content) { LengthError = -1 }.FailureOfAsync()).Should().Be(FailureCause.Corrupt);

    [Fact]
    public async Task ObjectReader_CutBehindTheLastByte_IsWhole()
    {
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(1000, new IOException())]) };

        (await source.ReadAllAsync()).Should().Equal(Content);
        source.Opened.Should().Equal(0);
    }

    [Fact]
    public async Task ObjectReader_BodyThrowsSomethingElse_IsANetworkFailureWithoutResume()
    {
        // As the AWS SDK does when the checksum does not match, at the end.
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(1000, new InvalidOperationException("Expected hash not equal to calculated hash"))]) };

        (await source.FailureOfAsync()).Should().Be(FailureCause.Network);
        source.Opened.Should().Equal(0);
    }

    // A minute, since without the idle timeout it would hang.
    [Fact(Timeout = 60_000)]
    public async Task ObjectReader_BodyStandsStill_IsResumed()
    {
        // All waits are over at once on this clock, the idle timeout too.
        var time = new ImpatientTimeProvider(TimeSpan.FromMinutes(1));
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(300, StandsStill: true), new Cut(0, StandsStill: true)]) };

        var content = await source.ReadAllAsync(timeProvider: time).WaitAsync(TestContext.Current.CancellationToken);

        content.Should().Equal(Content);
        source.Opened.Should().Equal(0, 300, 300);
        time.Waits.Should().Contain(new ObjectOptions().IdleTimeout);
    }

    [Fact]
    public async Task ObjectReader_BodyStandsStillAndCallerCancels_IsCancelled()
    {
        var source = new ScriptedObject(Content) { Cuts = new([new Cut(300, StandsStill: true)]) };
        await using var reader = await ObjectReader.OpenAsync(source, new(), TimeProvider.System, TestContext.Current.CancellationToken);
        await reader.ReadAsync(new byte[1000], TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var reading = reader.ReadAsync(new byte[1000], cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        var wait = () => reading;
        await wait.Should().ThrowAsync<OperationCanceledException>();
        source.Opened.Should().Equal(0);
    }

    [Fact]
    public async Task ObjectReader_Opened_KnowsWhatTheResponseTold()
    {
        await using var reader = await ObjectReader.OpenAsync(new ScriptedObject(Content), new(), TimeProvider.System, TestContext.Current.CancellationToken);

        reader.Reference.ETag.Should().Be("etag");
        reader.Id.Should().Be(ObjectId.Of("bucket", "key.json.gz", "etag"));
    }

    [Fact]
    public async Task ObjectReader_Read_CountsStoredAndDecompressedBytes()
    {
        var gzip = Gzip.Of(Content);
        await using var reader = await ObjectReader.OpenAsync(new ScriptedObject(gzip), new(), TimeProvider.System, TestContext.Current.CancellationToken);

        while (await reader.ReadAsync(new byte[100], TestContext.Current.CancellationToken) > 0)
        {
        }

        reader.BytesCompressed.Should().Be(gzip.Length);
        reader.BytesDecompressed.Should().Be(Content.Length);
    }

    [Fact]
    public async Task ObjectReader_OpeningIsCut_IsANetworkFailure()
    {
        var open = async () => await ObjectReader.OpenAsync(new UnopenableObject(new HttpRequestException("refused")), new(), TimeProvider.System, TestContext.Current.CancellationToken);

        (await open.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.Network);
    }

    sealed class UnopenableObject(Exception exception) : ISourceObject
    {
        public ObjectReference Reference => RecordReading.Object;

        public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default) => throw exception;
    }
}
