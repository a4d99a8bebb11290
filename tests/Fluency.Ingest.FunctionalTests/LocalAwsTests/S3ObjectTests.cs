using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class S3ObjectTests
{
    static CancellationToken Token => AwsFixture.Token;

    public static TheoryData<string> OddKeys => new()
    {
        "plain.json.gz",
        "a b c.gz",
        "plus+sign+.gz",
        "percent%25%2Fand%zz.gz",
        "query?a=b&c=d#e;f.gz",
        "ünï-日本-\U0001F600.gz",
        "double//slash///.gz",
        "folder/",
        "~!$'()*,:@[]{}|^`\"<>\\.gz",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/111122223333_CloudTrail_us-east-1_20260102T0005Z_Mu0KsOhtH1ar15ZZ.json.gz",
    };

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task Key_OddCharacters_SurvivesPutListGetHeadAndDelete(string key)
    {
        await using var aws = await AwsFixture.StartAsync();
        await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = key, ContentBody = "content of " + key }, Token);

        aws.Bucket.Objects.Single().Key.Should().Be(key);
        (await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs" }, Token)).S3Objects.Single().Key.Should().Be(key);
        (await ReadAsync(aws, key)).Should().Be("content of " + key);
        (await aws.S3.GetObjectMetadataAsync("logs", key, Token)).ContentLength.Should().Be(Encoding.UTF8.GetByteCount("content of " + key));
        await aws.S3.DeleteObjectAsync("logs", key, Token);
        aws.Bucket.Objects.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(81_920)]
    [InlineData(200_001)]
    public async Task Put_AnySizeWithTheSdksDefaults_StoresTheBytesWithoutTheChunkFraming(int size)
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(size);

        var put = await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", InputStream = new MemoryStream(bytes) }, Token);

        aws.Bucket.Get("k")!.Body.ToArray().Should().Equal(bytes);
        put.ETag.Should().Be($"\"{aws.Bucket.Get("k")!.ETag}\"");
        aws.Bucket.Get("k")!.ETag.Should().Be(Testing.Http.Md5Hash.HexOf(bytes));
    }

    [Fact]
    public async Task PutAndGet_50Megabytes_ComesBackWhole()
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(50_000_000);
        await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "large", InputStream = new MemoryStream(bytes) }, Token);

        using var response = await aws.S3.GetObjectAsync("logs", "large", Token);

        response.ContentLength.Should().Be(bytes.Length);
        (await Some.ReadAllAsync(response.ResponseStream)).AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }

    [Fact]
    public async Task Put_Unchunked_IsStoredToo()
    {
        await using var aws = await AwsFixture.StartAsync();

        await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "text", UseChunkEncoding = false }, Token);

        Encoding.UTF8.GetString(aws.Bucket.Get("k")!.Body.Span).Should().Be("text");
    }

    [Fact]
    public async Task Put_HeadersAndMetadata_ComeBack()
    {
        await using var aws = await AwsFixture.StartAsync();
        var request = new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "text", ContentType = "application/json" };
        request.Headers.ContentEncoding = "gzip";
        request.Metadata["Signature"] = "abc";
        await aws.S3.PutObjectAsync(request, Token);

        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);

        response.Headers.ContentType.Should().Be("application/json");
        response.Headers.ContentEncoding.Should().Be("gzip");
        response.Metadata["signature"].Should().Be("abc");
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Put_WithAChecksumOfTheSdk_IsAcceptedAndKept(string algorithm)
    {
        await using var aws = await AwsFixture.StartAsync();

        await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "text", ChecksumAlgorithm = new ChecksumAlgorithm(algorithm) }, Token);

        aws.Bucket.Get("k")!.ChecksumAlgorithm.Should().Be(algorithm.ToLowerInvariant());
    }

    [Fact]
    public async Task Put_WrongChecksum_IsBadDigestAndStoresNothing()
    {
        await using var aws = await AwsFixture.StartAsync();

        var put = () => aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "text", ChecksumCRC32 = "AAAAAA==" }, Token);

        (await put.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("BadDigest");
        aws.Bucket.Objects.Should().BeEmpty();
    }

    [Fact]
    public async Task Put_WrongMd5_IsBadDigest()
    {
        await using var aws = await AwsFixture.StartAsync();

        var put = () => aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "text", MD5Digest = Convert.ToBase64String(new byte[16]) }, Token);

        (await put.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("BadDigest");
    }

    [Theory]
    [InlineData("crc32", "cbf43926")]
    [InlineData("crc32c", "e3069283")]
    [InlineData("crc64nvme", "ae8b14860a799888")]
    public void Checksum_OfTheCheckString_IsThePublishedOne(string algorithm, string hex)
        => Testing.S3.Checksums.Compute(algorithm, "123456789"u8).Should().Be(Convert.ToBase64String(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(0, 9, 0, 10)]
    [InlineData(5, 5, 5, 1)]
    [InlineData(90, 1_000, 90, 10)]
    public async Task Get_Range_GivesThatPart(long first, long last, int start, int length)
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(100);
        aws.Bucket.Put("k", bytes);

        using var response = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", ByteRange = new ByteRange(first, last) }, Token);

        response.HttpStatusCode.Should().Be(System.Net.HttpStatusCode.PartialContent);
        response.ContentRange.Should().Be($"bytes {start}-{start + length - 1}/100");
        (await Some.ReadAllAsync(response.ResponseStream)).Should().Equal(bytes[start..(start + length)]);
    }

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=-0")]
    public async Task Get_RangeBeyondTheEnd_IsInvalidRange(string range)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(100));

        var get = () => aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", ByteRange = new ByteRange(range) }, Token);

        var thrown = (await get.Should().ThrowAsync<AmazonS3Exception>()).Which;
        thrown.ErrorCode.Should().Be("InvalidRange");
        thrown.StatusCode.Should().Be(System.Net.HttpStatusCode.RequestedRangeNotSatisfiable);
    }

    [Theory]
    [InlineData("ENABLED", null, true)]
    [InlineData("ENABLED", "bytes=0-9", false)]
    [InlineData(null, null, false)]
    public async Task Get_ChecksumMode_GivesTheKnownChecksumOfTheWholeOnly(string? mode, string? range, bool expected)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", "123456789 and more"u8.ToArray(), new LocalPutOptions { ChecksumAlgorithm = "crc64nvme" });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(aws.Aws.ServiceUrl + "/logs/k"));
        request.Headers.Add("x-amz-checksum-mode", mode is null ? [] : [mode]);
        request.Headers.Add("Range", range is null ? [] : [range]);

        using var response = await http.SendAsync(request, Token);

        response.Headers.Contains("x-amz-checksum-crc64nvme").Should().Be(expected);
    }

    [Fact]
    public async Task Get_OpenRangeAndSuffixRange_GiveTheRest()
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(100);
        aws.Bucket.Put("k", bytes);

        foreach (var range in new[] { "bytes=60-", "bytes=-40" })
        {
            using var response = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", ByteRange = new ByteRange(range) }, Token);
            (await Some.ReadAllAsync(response.ResponseStream)).Should().Equal(bytes[60..], "{0}", range);
        }
    }

    [Fact]
    public async Task Get_IfMatch_IsMetOrPreconditionFailed()
    {
        await using var aws = await AwsFixture.StartAsync();
        var stored = aws.Bucket.Put("k", Some.Bytes(100));
        using var met = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", EtagToMatch = $"\"{stored.ETag}\"" }, Token);

        var get = () => aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", EtagToMatch = "\"0123\"" }, Token);

        met.ContentLength.Should().Be(100);
        (await get.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("PreconditionFailed");
    }

    [Fact]
    public async Task Get_IfNoneMatch_IsNotModified()
    {
        await using var aws = await AwsFixture.StartAsync();
        var stored = aws.Bucket.Put("k", Some.Bytes(100));

        var get = () => aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", EtagToNotMatch = $"\"{stored.ETag}\"" }, Token);

        (await get.Should().ThrowAsync<AmazonS3Exception>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Get_MissingKey_IsNoSuchKey()
    {
        await using var aws = await AwsFixture.StartAsync();

        var get = () => aws.S3.GetObjectAsync("logs", "missing", Token);

        await get.Should().ThrowAsync<NoSuchKeyException>();
    }

    [Fact]
    public async Task Get_MissingKeyWithoutListBucket_IsAccessDenied()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.Deny("s3:ListBucket");

        var get = () => aws.S3.GetObjectAsync("logs", "missing", Token);

        (await get.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("AccessDenied");
    }

    [Fact]
    public async Task Get_MissingBucket_IsNoSuchBucket()
    {
        await using var aws = await AwsFixture.StartAsync();

        var get = () => aws.S3.GetObjectAsync("nowhere", "k", Token);

        (await get.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("NoSuchBucket");
    }

    [Fact]
    public async Task Head_MissingKey_IsNotFoundWithoutABody()
    {
        await using var aws = await AwsFixture.StartAsync();

        var head = () => aws.S3.GetObjectMetadataAsync("logs", "missing", Token);

        (await head.Should().ThrowAsync<AmazonS3Exception>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_ArchivedObject_IsInvalidObjectStateWithTheClass()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10), new LocalPutOptions { StorageClass = "GLACIER" });

        var get = () => aws.S3.GetObjectAsync("logs", "k", Token);

        (await get.Should().ThrowAsync<InvalidObjectStateException>()).Which.StorageClass.Value.Should().Be("GLACIER");
    }

    [Fact]
    public async Task Get_BucketOfAnotherRegion_IsPermanentRedirectThatNamesTheRegion()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.S3.CreateBucket("far-away", "eu-central-1").Put("k", Some.Bytes(10));

        var get = () => aws.S3.GetObjectAsync("far-away", "k", Token);

        var thrown = (await get.Should().ThrowAsync<AmazonS3Exception>()).Which;
        thrown.ErrorCode.Should().Be("PermanentRedirect");
        (await aws.S3.GetBucketLocationAsync("far-away", Token)).Location.Value.Should().Be("eu-central-1");
        using var there = await aws.CreateS3(region: "eu-central-1").GetObjectAsync("far-away", "k", Token);
        there.ContentLength.Should().Be(10);
    }

    [Fact]
    public async Task Get_AnotherExpectedOwner_IsAccessDenied()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        using var own = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", ExpectedBucketOwner = "111122223333" }, Token);

        var get = () => aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "k", ExpectedBucketOwner = "999999999999" }, Token);

        (await get.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("AccessDenied");
    }

    [Fact]
    public async Task Versions_OverwriteAndDelete_KeepOldOnesReadable()
    {
        await using var aws = await AwsFixture.StartAsync();
        await aws.S3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = "logs", VersioningConfig = new() { Status = VersionStatus.Enabled } }, Token);
        var first = await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "one" }, Token);
        var second = await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "k", ContentBody = "two" }, Token);

        (await ReadAsync(aws, "k")).Should().Be("two");
        (await ReadAsync(aws, "k", first.VersionId)).Should().Be("one");
        var marker = await aws.S3.DeleteObjectAsync("logs", "k", Token);

        marker.DeleteMarker.Should().Be("true");
        (await ReadAsync(aws, "k", second.VersionId)).Should().Be("two");
        await FluentActions.Awaiting(() => ReadAsync(aws, "k")).Should().ThrowAsync<NoSuchKeyException>();
        (await FluentActions.Awaiting(() => ReadAsync(aws, "k", marker.VersionId)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("MethodNotAllowed");
        (await FluentActions.Awaiting(() => ReadAsync(aws, "k", "nonsense")).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("NoSuchVersion");
    }

    [Fact]
    public async Task Versions_DeleteOfTheMarker_BringsTheObjectBack()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.IsVersioned = true;
        aws.Bucket.Put("k", "one"u8.ToArray());
        var marker = aws.Bucket.Delete("k")!;

        await aws.S3.DeleteObjectAsync("logs", "k", marker.VersionId, Token);

        (await ReadAsync(aws, "k")).Should().Be("one");
    }

    [Fact]
    public async Task Versions_AfterSuspension_StayBehindMarkersWithoutAnId()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.IsVersioned = true;
        var kept = aws.Bucket.Put("k", "one"u8.ToArray());
        aws.Bucket.IsVersioned = false;
        aws.Bucket.Put("k", "two"u8.ToArray());

        var marker = aws.Bucket.Delete("k")!;

        marker.Should().Match<LocalObject>(static one => one.IsDeleteMarker && one.VersionId == null);
        aws.Bucket.Get("k").Should().BeNull();
        aws.Bucket.Get("k", "null").Should().BeNull("the marker has taken the place of the version without an id");
        (await ReadAsync(aws, "k", kept.VersionId)).Should().Be("one");
        (await aws.S3.GetBucketVersioningAsync("logs", Token)).VersioningConfig.Status.Should().Be(VersionStatus.Suspended);
    }

    [Fact]
    public async Task Put_BucketOfAKmsKey_ETagIsNoMd5AndTheObjectIsRead()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.KmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234";

        var stored = aws.Bucket.Put("k", "one"u8.ToArray());
        var put = await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "sent", ContentBody = "one" }, Token);

        new[] { stored.ETag, put.ETag.Trim('"') }.Should().OnlyHaveUniqueItems().And.OnlyContain(static etag => etag.Length == 32).And.NotContain(Testing.Http.Md5Hash.HexOf("one"u8));
        (await ReadAsync(aws, "k")).Should().Be("one");
        (await ReadAsync(aws, "sent")).Should().Be("one");
    }

    [Fact]
    public async Task Multipart_PartsOutOfOrder_JoinToOneObjectWithACountedETag()
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(12_000_000);
        var id = (await aws.S3.InitiateMultipartUploadAsync("logs", "k", Token)).UploadId;
        var second = await UploadPartAsync(aws, id, 2, bytes[6_000_000..]);
        var first = await UploadPartAsync(aws, id, 1, bytes[..6_000_000]);

        await aws.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = "logs", Key = "k", UploadId = id, PartETags = [first, second] }, Token);

        aws.Bucket.Get("k")!.Body.Span.SequenceEqual(bytes).Should().BeTrue();
        aws.Bucket.Get("k")!.ETag.Should().EndWith("-2");
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);
        (await Some.ReadAllAsync(response.ResponseStream)).Length.Should().Be(bytes.Length);
    }

    [Fact]
    public async Task Multipart_SmallFirstPart_IsEntityTooSmall()
    {
        await using var aws = await AwsFixture.StartAsync();
        var id = (await aws.S3.InitiateMultipartUploadAsync("logs", "k", Token)).UploadId;
        var first = await UploadPartAsync(aws, id, 1, Some.Bytes(10));
        var second = await UploadPartAsync(aws, id, 2, Some.Bytes(10));

        var complete = () => aws.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = "logs", Key = "k", UploadId = id, PartETags = [first, second] }, Token);

        (await complete.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("EntityTooSmall");
    }

    [Fact]
    public async Task Multipart_Aborted_CannotGoOn()
    {
        await using var aws = await AwsFixture.StartAsync();
        var id = (await aws.S3.InitiateMultipartUploadAsync("logs", "k", Token)).UploadId;
        await aws.S3.AbortMultipartUploadAsync("logs", "k", id, Token);

        var upload = () => UploadPartAsync(aws, id, 1, Some.Bytes(10));

        (await upload.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("NoSuchUpload");
        aws.Bucket.Objects.Should().BeEmpty();
    }

    [Fact]
    public async Task DeleteObjects_SeveralKeys_DeletesThemAndSaysSo()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("a b", Some.Bytes(1));
        aws.Bucket.Put("c", Some.Bytes(1));
        aws.Bucket.Put("d", Some.Bytes(1));

        var response = await aws.S3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = "logs", Objects = [new() { Key = "a b" }, new() { Key = "c" }] }, Token);

        response.DeletedObjects.Select(static deleted => deleted.Key).Should().Equal("a b", "c");
        aws.Bucket.Objects.Select(static left => left.Key).Should().Equal("d");
    }

    [Fact]
    public async Task Copy_ToAnotherKey_HasTheSameBytes()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("from here+ü", "text"u8.ToArray());

        await aws.S3.CopyObjectAsync("logs", "from here+ü", "logs", "to", Token);

        (await ReadAsync(aws, "to")).Should().Be("text");
    }

    static async Task<PartETag> UploadPartAsync(AwsFixture aws, string id, int number, byte[] bytes)
    {
        var part = await aws.S3.UploadPartAsync(
            new UploadPartRequest { BucketName = "logs", Key = "k", UploadId = id, PartNumber = number, InputStream = new MemoryStream(bytes) }, Token);
        return new PartETag(number, part.ETag);
    }

    static async Task<string> ReadAsync(AwsFixture aws, string key, string? versionId = null)
    {
        using var response = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = key, VersionId = versionId }, Token);
        return Encoding.UTF8.GetString(await Some.ReadAllAsync(response.ResponseStream));
    }
}
