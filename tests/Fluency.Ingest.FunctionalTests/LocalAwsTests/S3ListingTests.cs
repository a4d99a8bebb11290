using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class S3ListingTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task List_Pages_GiveEveryKeyOnceInOrder()
    {
        await using var aws = await AwsFixture.StartAsync();
        var keys = Enumerable.Range(0, 25).Select(static i => $"k{i * 7919 % 100:00}").ToList();
        keys.ForEach(key => aws.Bucket.Put(key, Some.Bytes(1)));
        var listed = new List<string>();
        var request = new ListObjectsV2Request { BucketName = "logs", MaxKeys = 10 };
        ListObjectsV2Response page;
        do
        {
            page = await aws.S3.ListObjectsV2Async(request, Token);
            listed.AddRange(page.S3Objects.Select(static item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        listed.Should().Equal(keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_Delimiter_RollsUpAndPagesOverThePrefixes()
    {
        await using var aws = await AwsFixture.StartAsync();
        foreach (var key in new[] { "a", "b/1", "b/2", "b/3", "c", "d/1", "d/2" })
        {
            aws.Bucket.Put(key, Some.Bytes(1));
        }

        var names = new List<string>();
        var request = new ListObjectsV2Request { BucketName = "logs", Delimiter = "/", MaxKeys = 2 };
        ListObjectsV2Response page;
        do
        {
            page = await aws.S3.ListObjectsV2Async(request, Token);
            names.Add(string.Join(",", (page.S3Objects ?? []).Select(static item => item.Key).Concat(page.CommonPrefixes ?? [])));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        names.Should().Equal("a,b/", "c,d/");
    }

    [Fact]
    public async Task List_PrefixAndStartAfter_GiveTheRestOfThePrefix()
    {
        await using var aws = await AwsFixture.StartAsync();
        foreach (var key in new[] { "a/9", "b/1", "b/2", "b/3", "c/1" })
        {
            aws.Bucket.Put(key, Some.Bytes(1));
        }

        (await ListAsync(aws, "b/", "b/1")).Should().Equal("b/2", "b/3");
        (await ListAsync(aws, "b/", "a")).Should().Equal("b/1", "b/2", "b/3");
        (await ListAsync(aws, "b/", "b/11")).Should().Equal("b/2", "b/3");
        (await ListAsync(aws, "b/", "c")).Should().BeEmpty();
    }

    [Fact]
    public async Task List_UnicodeKeys_AreInTheOrderOfTheirUtf8Bytes()
    {
        await using var aws = await AwsFixture.StartAsync();
        foreach (var key in new[] { "\U0001F600", "\uFF5E", "z", "é" })
        {
            aws.Bucket.Put(key, Some.Bytes(1));
        }

        (await ListAsync(aws, "", "")).Should().Equal("z", "é", "\uFF5E", "\U0001F600");
    }

    [Fact]
    public void KeyComparer_AnyStrings_OrdersLikeTheirUtf8Bytes()
    {
        var text = Gen.OneOf(Gen.Char['a', 'c'], Gen.Char['\uE000', '\uFFFD']).Select(static c => c.ToString());
        var emoji = Gen.Int[0x1F600, 0x1F640].Select(char.ConvertFromUtf32);
        var key = Gen.OneOf(text, emoji).List[0, 4].Select(static parts => string.Concat(parts));

        Gen.Select(key, key).Sample(static (x, y) =>
            Math.Sign(Testing.S3.KeyComparer.Instance.Compare(x, y)) == Math.Sign(Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))));
    }

    [Fact]
    public async Task List_EncodingUrl_ComesBackDecodedByTheSdkOrEncoded()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("a b/\u0001ü+", Some.Bytes(1));

        var listed = await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs", Encoding = EncodingType.Url }, Token);

        Uri.UnescapeDataString(listed.S3Objects.Single().Key.Replace('+', ' ')).Should().Be("a b/\u0001ü+");
    }

    [Fact]
    public async Task List_ContentsAndEmptyBucket_CarryWhatTheApiPromises()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        var empty = await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs" }, Token);
        var stored = aws.Bucket.Put("k", Some.Bytes(7));

        var item = (await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs" }, Token)).S3Objects.Single();

        empty.S3Objects.Should().BeNull();
        empty.KeyCount.Should().Be(0);
        item.Size.Should().Be(7);
        item.ETag.Should().Be($"\"{stored.ETag}\"");
        item.LastModified!.Value.ToUniversalTime().Should().Be(aws.Time.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task List_DeletedObjects_AreHidden()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.IsVersioned = true;
        aws.Bucket.Put("a", Some.Bytes(1));
        aws.Bucket.Put("b", Some.Bytes(1));
        aws.Bucket.Delete("a");

        (await ListAsync(aws, "", "")).Should().Equal("b");
        var versions = await aws.S3.ListVersionsAsync("logs", Token);
        versions.Versions.Select(static version => $"{version.Key} {version.IsDeleteMarker == true} {version.IsLatest}").Should().BeEquivalentTo("a True True", "a False False", "b False True");
    }

    [Fact]
    public async Task Bucket_CreateTwiceHeadAndDelete_AnswerLikeS3()
    {
        await using var aws = await AwsFixture.StartAsync();
        await aws.S3.PutBucketAsync("fresh-one", Token);
        (await aws.S3.HeadBucketAsync(new HeadBucketRequest { BucketName = "fresh-one" }, Token)).BucketRegion.Should().Be("us-east-1");
        await FluentActions.Awaiting(() => aws.S3.PutBucketAsync("fresh-one", Token)).Should().ThrowAsync<BucketAlreadyOwnedByYouException>();
        aws.Aws.S3.FindBucket("fresh-one")!.Put("k", Some.Bytes(1));
        (await FluentActions.Awaiting(() => aws.S3.DeleteBucketAsync("fresh-one", Token)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("BucketNotEmpty");
        await aws.S3.DeleteObjectAsync("fresh-one", "k", Token);

        await aws.S3.DeleteBucketAsync("fresh-one", Token);

        (await aws.S3.ListBucketsAsync(Token)).Buckets.Select(static bucket => bucket.BucketName).Should().Equal("logs");
    }

    [Fact]
    public async Task Versioning_Set_IsRead()
    {
        await using var aws = await AwsFixture.StartAsync();
        (await aws.S3.GetBucketVersioningAsync("logs", Token)).VersioningConfig.Status.Should().NotBe(VersionStatus.Enabled);
        aws.Bucket.IsVersioned = true;

        (await aws.S3.GetBucketVersioningAsync("logs", Token)).VersioningConfig.Status.Should().Be(VersionStatus.Enabled);
    }

    static async Task<IEnumerable<string>> ListAsync(AwsFixture aws, string prefix, string startAfter)
    {
        var page = await aws.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs", Prefix = prefix, StartAfter = startAfter }, Token);
        return (page.S3Objects ?? []).Select(static item => item.Key);
    }
}
