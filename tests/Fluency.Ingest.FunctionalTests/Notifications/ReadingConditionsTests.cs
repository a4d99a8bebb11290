using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>Which objects are asked for, in whose name and on which conditions.</summary>
public sealed class ReadingConditionsTests
{
    const int VersionDenied = 1014;

    static readonly byte[] Content = "{\"Records\":[]}"u8.ToArray();

    static CancellationToken Token => SourceFixture.Token;

    [Theory]
    [InlineData(null)]
    [InlineData("111122223333")]
    public async Task Owner_IsTheExpectedOne_GivesTheObject(string? owner)
    {
        await using var fixture = await SourceFixture.StartAsync();
        await using var deliveries = await DeliveryAsync(fixture, o => o.ExpectedBucketOwner = owner);

        (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);
    }

    [Fact]
    public async Task Owner_IsAnother_IsRefusedWithWhatToCheck()
    {
        await using var fixture = await SourceFixture.StartAsync();
        await using var deliveries = await DeliveryAsync(fixture, static o => o.ExpectedBucketOwner = "999999999999");

        var failure = await FailureOfAsync(deliveries.Current.Objects[0]);

        failure.Cause.Should().Be(FailureCause.AccessDenied);
        failure.Message.Should().Contain("ExpectedBucketOwner").And.Contain("s3://logs/a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Digest_IsReadOnlyIfAskedFor_AndItsMessageIsDoneWith(bool reads)
    {
        const string Digest = "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/01/02/111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20260102T000000Z.json.gz";
        const string Insight = "AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2026/01/02/111122223333_CloudTrail-Insight_us-east-1_20260102T0000Z_abcdefghijklmnop.json.gz";
        string[] others = [Insight, "CloudTrail-Digest/a", "AWSLogs/CloudTrail-Digest/us-east-1/b.json.gz"];
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":["{{Digest}}","{{string.Join("\",\"", others)}}"]}""");
        fixture.Queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":["{{Digest}}"]}""");
        await using var deliveries = fixture.Read(o => o.ReadDigests = reads);
        var told = new List<string[]>();
        for (var i = 0; i < 2; i++)
        {
            await deliveries.MoveNextAsync();
            deliveries.Current.Problem.Should().BeNull();
            told.Add([.. deliveries.Current.Objects.Select(static @object => @object.Reference.Name)]);
        }

        told.Should().BeEquivalentTo(reads ? [[Digest, .. others], [Digest]] : new string[][] { others, [] });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bucket_WantsTheRequesterToPay_IsReadOnlyIfHeDoes(bool pays)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.IsRequesterPays = true;
        await using var deliveries = await DeliveryAsync(fixture, o => o.RequesterPays = pays);

        if (pays)
        {
            (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);
        }
        else
        {
            (await FailureOfAsync(deliveries.Current.Objects[0])).Message.Should().Contain("RequesterPays");
        }
    }

    [Fact]
    public async Task Bucket_NotAllowed_IsNotAskedForAndTold()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.S3.CreateBucket("secrets").Put("a", Content);
        fixture.Queue.Send("""{"s3Bucket":"secrets","s3ObjectKey":["a"]}""");
        await using var deliveries = fixture.Read(static o =>
        {
            o.Buckets.Add("logs");
            o.Buckets.Add("others");
        });
        await deliveries.MoveNextAsync();

        var failure = await FailureOfAsync(deliveries.Current.Objects[0]);

        failure.Cause.Should().Be(FailureCause.ContainerNotAllowed);
        failure.Message.Should().Contain("s3://secrets/a").And.Contain("Buckets: logs, others").And.Contain("Add it to Buckets");
        fixture.Aws.Requests.Should().NotContain(static r => r.Service == AwsService.S3);
    }

    // A path that is put in order on its way would lead out of the bucket.
    [Theory]
    [InlineData("../secrets/a")]
    [InlineData("x/../../secrets/a")]
    [InlineData("./b")]
    [InlineData("x/../b")]
    [InlineData("..")]
    public async Task Key_HasDotsForFolders_NamesNoObjectButItsOwn(string key)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.S3.CreateBucket("secrets").Put("a", Content);
        fixture.Bucket.Put("b", Content);
        fixture.Queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":["{{key}}"]}""");
        await using var deliveries = fixture.Read(static o => o.Buckets.Add("logs"));
        do
        {
            await deliveries.MoveNextAsync();
        }
        while (deliveries.Current.Objects[0].Reference.Name != key);

        var failure = await FailureOfAsync(deliveries.Current.Objects[0]);

        failure.Cause.Should().Be(FailureCause.ObjectMissing);
    }

    [Theory]
    [InlineData("logs")]
    [InlineData(null)]
    public async Task Bucket_AllowedOrNoneNamed_IsRead(string? allowed)
    {
        await using var fixture = await SourceFixture.StartAsync();
        await using var deliveries = await DeliveryAsync(fixture, o => (allowed is null ? [] : new[] { allowed }).ToList().ForEach(o.Buckets.Add));

        (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);
    }

    [Theory]
    [InlineData("../secrets/a")]
    [InlineData("x/../../secrets/a")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("%2e%2e/secrets/a")]
    [InlineData("a?versionId=1#x")]
    public async Task Key_WithPartsThatAPathWouldResolve_StaysInItsBucket(string key)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.S3.CreateBucket("secrets").Put("a", "secret"u8.ToArray());
        fixture.Queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":["{{key}}"]}""");
        await using var deliveries = fixture.Read(static o => o.Buckets.Add("logs"));
        await deliveries.MoveNextAsync();

        var failure = await FailureOfAsync(deliveries.Current.Objects[0]);

        failure.Message.Should().NotContain("secret\"");
        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Should().OnlyContain(r => r.Bucket == "logs" && r.Key == key);
    }

    [Fact]
    public async Task Version_MayNotBeRead_IsReadWithoutItAndToldOnce()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.Deny("s3:GetObjectVersion");
        fixture.Bucket.IsVersioned = true;
        fixture.Bucket.Put("b", Content);
        await using var deliveries = await DeliveryAsync(fixture, static o => o.UseVersionId = true);

        (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);
        await deliveries.MoveNextAsync();
        (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);

        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.VersionId is null).Should().Equal(false, true, false, true);
        fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == VersionDenied).Which.Text.Should().Contain("s3:GetObjectVersion");
    }

    [Fact]
    public async Task Version_NothingMayBeRead_IsToldAsDeniedAfterOneMoreTry()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.Deny("s3:GetObject*");
        fixture.Bucket.IsVersioned = true;
        await using var deliveries = await DeliveryAsync(fixture, static o => o.UseVersionId = true);

        (await FailureOfAsync(deliveries.Current.Objects[0])).Cause.Should().Be(FailureCause.AccessDenied);

        fixture.Aws.Requests.Count(static r => r.Action == "GetObject").Should().Be(2);
        fixture.Logger.CountOf(VersionDenied).Should().Be(0);
    }

    [Theory]
    [InlineData("User: arn:aws:iam::1:user/u is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k because no identity-based policy allows the kms:Decrypt action")]
    [InlineData("The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access (KMS:Decrypt)")]
    public async Task Version_KeyMayNotBeUsed_IsToldAsTheKeysAndNotTriedWithout(string message)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.IsVersioned = true;
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.Answer(403, "AccessDenied", message) });
        await using var deliveries = await DeliveryAsync(fixture, static o => o.UseVersionId = true);

        var failure = await FailureOfAsync(deliveries.Current.Objects[0]);

        failure.Cause.Should().Be(FailureCause.KeyAccessDenied);
        failure.Message.Should().Contain("kms:Decrypt");
        fixture.Aws.Requests.Count(static r => r.Action == "GetObject").Should().Be(1);
    }

    [Theory]
    [InlineData("AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'")]
    public async Task Region_ToldInTheTextOfAnErrorAlone_IsLearnt(string code, string message)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.S3.CreateBucket("logs-eu", "eu-west-1").Put("a", Content);
        fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Times = 1, Effect = FaultEffect.Answer(400, code, message) });
        fixture.Queue.Send("""{"s3Bucket":"logs-eu","s3ObjectKey":["a"]}""");
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);

        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.SigningRegion).Should().Equal("us-east-1", "eu-west-1");
    }

    [Fact]
    public async Task Region_OfTheNotificationIsWrong_IsAskedForOnceMoreAndRemembered()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("b", Content);
        fixture.Queue.Purge();
        const string Entry = """{"Records":[{"awsRegion":"eu-west-1","s3":{"bucket":{"name":"logs"},"object":{"key":"b"}}}]}""";
        fixture.Queue.Send(Entry);
        fixture.Queue.Send(Entry);
        await using var deliveries = fixture.Read();

        for (var message = 0; message < 2; message++)
        {
            await deliveries.MoveNextAsync();
            (await ReadAsync(deliveries.Current.Objects[0])).Should().Equal(Content);
        }

        fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.SigningRegion).Should().Equal("eu-west-1", "us-east-1", "us-east-1");
    }

    static async Task<IAsyncEnumerator<IDelivery>> DeliveryAsync(SourceFixture fixture, Action<Fluency.Ingest.Notifications.S3NotificationOptions> configure)
    {
        fixture.Bucket.Put("a", Content);
        var deliveries = fixture.Read(configure);
        await deliveries.MoveNextAsync();
        return deliveries;
    }

    static async Task<byte[]> ReadAsync(ISourceObject source)
    {
        await using var content = await source.OpenAsync(cancellationToken: Token);
        using var all = new MemoryStream();
        await content.Body.CopyToAsync(all, Token);
        return all.ToArray();
    }

    static async Task<IngestException> FailureOfAsync(ISourceObject source)
    {
        var open = () => source.OpenAsync(cancellationToken: Token).AsTask();
        return (await open.Should().ThrowAsync<IngestException>()).Which;
    }
}
