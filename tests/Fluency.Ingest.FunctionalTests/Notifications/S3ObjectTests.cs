using System.Security.Cryptography;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

public sealed class S3ObjectTests
{
    static readonly byte[] Content = RandomNumberGenerator.GetBytes(100_000);

    static CancellationToken Token => SourceFixture.Token;

    [Fact]
    public async Task Object_Opened_GivesItsBytesLengthMarkAndTime()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var put = fixture.Bucket.Put("a b+c%25/ü.gz", Content, new LocalPutOptions { ContentEncoding = "gzip", ChecksumAlgorithm = "crc64nvme" });
        var source = await FirstObjectAsync(fixture);

        await using var content = await source.OpenAsync(cancellationToken: Token);

        content.Length.Should().Be(Content.Length);
        content.ETag.Should().Be(put.ETag);
        content.LastModified.Should().Be(put.LastModified);
        (await ReadAsync(content)).Should().Equal(Content);
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("//a")]
    [InlineData("b/../a")]
    [InlineData("./a")]
    [InlineData("%61")]
    public async Task Object_NamedMuchLikeAnother_IsNotTheOther(string key)
    {
        await using var fixture = await SourceFixture.StartAsync();
        var put = fixture.Bucket.Put(key, Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Bucket.Put("a", Content.AsMemory(0, 100));
        fixture.Bucket.Put("/a/", Content.AsMemory(0, 200));

        await using var content = await source.OpenAsync(cancellationToken: Token);

        content.ETag.Should().Be(put.ETag);
    }

    [Fact]
    public async Task Object_OpenedAtAnOffset_GoesOnFromThere()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var put = fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);

        await using var content = await source.OpenAsync(40_000, put.ETag, Token);

        content.Length.Should().Be(60_000);
        content.ETag.Should().Be(put.ETag);
        (await ReadAsync(content)).Should().Equal(Content[40_000..]);
    }

    [Fact]
    public async Task Object_ReplacedBeforeItIsReadOn_IsNotMixed()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var put = fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Bucket.Put("a", Content.AsMemory(0, 50_000));

        (await CauseOfOpeningAsync(source, 40_000, put.ETag)).Should().Be(FailureCause.Network);
    }

    [Fact]
    public async Task Object_Empty_HasTheLengthZero()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", ReadOnlyMemory<byte>.Empty);
        var source = await FirstObjectAsync(fixture);

        await using var content = await source.OpenAsync(cancellationToken: Token);

        content.Length.Should().Be(0);
    }

    [Fact]
    public async Task Object_NoLengthAnnounced_ClaimsNone()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.OpenEndedBody(500) });

        await using var content = await source.OpenAsync(cancellationToken: Token);

        content.Length.Should().BeNull("a cut body would otherwise pass for a whole one");
    }

    [Fact]
    public async Task Object_ConnectionCut_IsAFailureOfTheNetworkThatNamesIt()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.CutBody(50_000) });
        await using var content = await source.OpenAsync(cancellationToken: Token);

        var read = () => ReadAsync(content);

        var thrown = (await read.Should().ThrowAsync<IngestException>()).Which;
        thrown.Cause.Should().Be(FailureCause.Network);
        thrown.Message.Should().Contain("s3://logs/a");
        thrown.Object!.Name.Should().Be("a");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("crc32")]
    [InlineData("crc64nvme")]
    public async Task Object_BytesDamagedOnTheWay_DoesNotMatchItsChecksum(string? checksum)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content, new LocalPutOptions { ChecksumAlgorithm = checksum });
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.CorruptBody(70_000) });
        await using var content = await source.OpenAsync(cancellationToken: Token);

        var read = () => ReadAsync(content);

        (await read.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.ChecksumMismatch);
    }

    [Fact]
    public async Task Object_BytesDamagedAndReadToTheirLengthOnly_DoesNotMatchItsChecksumAtTheLastOfThem()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.CorruptBody(70_000) });
        await using var content = await source.OpenAsync(cancellationToken: Token);

        var read = () => content.Body.ReadExactlyAsync(new byte[Content.Length], Token).AsTask();

        (await read.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.ChecksumMismatch);
    }

    [Fact]
    public async Task Object_LeftHalfRead_IsClosedWithoutAFailure()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        var content = await source.OpenAsync(cancellationToken: Token);
        await content.Body.ReadExactlyAsync(new byte[100], Token);

        var close = () => content.DisposeAsync().AsTask();

        await close.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Object_Deleted_IsMissing()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Bucket.Delete("a");

        (await CauseOfOpeningAsync(source)).Should().Be(FailureCause.ObjectMissing);
    }

    [Fact]
    public async Task Object_BucketDeleted_HasNoContainer()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.S3.DeleteBucket("logs");

        (await CauseOfOpeningAsync(source)).Should().Be(FailureCause.ContainerMissing);
    }

    [Fact]
    public async Task Object_Archived_IsToldSo()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content, new LocalPutOptions { StorageClass = "GLACIER" });
        var source = await FirstObjectAsync(fixture);

        (await CauseOfOpeningAsync(source)).Should().Be(FailureCause.ObjectArchived);
    }

    [Theory]
    [InlineData(403, "AccessDenied", null, FailureCause.AccessDenied)]
    [InlineData(403, "AccessDenied", "User: arn:aws:sts::1:assumed-role/c is not authorized to perform: kms:Decrypt on resource", FailureCause.KeyAccessDenied)]
    [InlineData(400, "KMS.DisabledException", null, FailureCause.KeyAccessDenied)]
    [InlineData(503, "SlowDown", null, FailureCause.Throttled)]
    [InlineData(500, "InternalError", null, FailureCause.Network)]
    [InlineData(404, "NoSuchVersion", null, FailureCause.ObjectMissing)]
    [InlineData(405, "MethodNotAllowed", null, FailureCause.ObjectMissing)]
    [InlineData(416, "InvalidRange", null, FailureCause.Network)]
    [InlineData(400, "ExpiredToken", null, FailureCause.Network)]
    [InlineData(418, "Teapot", null, FailureCause.Unexpected)]
    public async Task Object_S3Refuses_HasTheCauseAndNamesTheObject(int status, string code, string? message, FailureCause expected)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.Answer(status, code, message) });

        var open = () => source.OpenAsync(cancellationToken: Token).AsTask();

        var thrown = (await open.Should().ThrowAsync<IngestException>()).Which;
        thrown.Cause.Should().Be(expected);
        thrown.Message.Should().StartWith("s3://logs/a: ").And.Contain(code);
    }

    [Theory]
    [InlineData(403, FailureCause.AccessDenied)]
    [InlineData(404, FailureCause.ObjectMissing)]
    [InlineData(503, FailureCause.Throttled)]
    [InlineData(502, FailureCause.Network)]
    public async Task Object_AnswerWithoutABody_HasTheCauseOfItsStatus(int status, FailureCause expected)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.BareAnswer(status) });

        (await CauseOfOpeningAsync(source)).Should().Be(expected);
    }

    [Fact]
    public async Task Object_BucketInAnotherRegion_IsReadInTheRegionOfTheNotification()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var bucket = fixture.Aws.S3.CreateBucket("logs-eu", "eu-west-1");
        bucket.NotifyQueue(fixture.Queue);
        bucket.Put("a", Content);
        var source = await FirstObjectAsync(fixture);

        await using var content = await source.OpenAsync(cancellationToken: Token);

        (await ReadAsync(content)).Should().Equal(Content);
        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.SigningRegion).Should().Equal("eu-west-1");
    }

    [Fact]
    public async Task Object_RegionNotTold_IsLearntFromS3OncePerBucket()
    {
        await using var fixture = await SourceFixture.StartAsync();
        var bucket = fixture.Aws.S3.CreateBucket("logs-eu", "eu-west-1");
        bucket.Put("a", Content);
        bucket.Put("b", Content);
        fixture.Queue.Send("""{"s3Bucket":"logs-eu","s3ObjectKey":["a","b"]}""");
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        foreach (var source in deliveries.Current.Objects)
        {
            await using var content = await source.OpenAsync(cancellationToken: Token);
            (await ReadAsync(content)).Should().Equal(Content);
        }

        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.SigningRegion).Should().Equal("us-east-1", "eu-west-1", "eu-west-1");
    }

    [Theory]
    [InlineData(false, 50_000)]
    [InlineData(true, 100_000)]
    public async Task Object_VersionNamed_IsReadOnlyIfAskedFor(bool useVersionId, int expectedLength)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.IsVersioned = true;
        fixture.Bucket.Put("a", Content);
        fixture.Bucket.StopNotifying();
        fixture.Bucket.Put("a", Content.AsMemory(0, 50_000));
        await using var deliveries = fixture.Read(o => o.UseVersionId = useVersionId);
        await deliveries.MoveNextAsync();

        await using var content = await deliveries.Current.Objects.Single().OpenAsync(cancellationToken: Token);

        content.Length.Should().Be(expectedLength);
    }

    static async Task<ISourceObject> FirstObjectAsync(SourceFixture fixture)
    {
        var deliveries = fixture.Read();
        await using (deliveries)
        {
            await deliveries.MoveNextAsync();
            return deliveries.Current.Objects.Single();
        }
    }

    static async Task<byte[]> ReadAsync(ObjectContent content)
    {
        using var all = new MemoryStream();
        await content.Body.CopyToAsync(all, Token);
        return all.ToArray();
    }

    static async Task<FailureCause> CauseOfOpeningAsync(ISourceObject source, long offset = 0, string? etag = null)
    {
        var open = () => source.OpenAsync(offset, etag, Token).AsTask();
        return (await open.Should().ThrowAsync<IngestException>()).Which.Cause;
    }
}
