using Amazon.S3.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class RequestLogTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task Requests_ObjectAndQueue_AreLoggedWithWhatTheyNamed()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Bucket.IsVersioned = true;
        var stored = aws.Bucket.Put("a b", Some.Bytes(10));
        using var response = await aws.S3.GetObjectAsync(new GetObjectRequest { BucketName = "logs", Key = "a b", VersionId = stored.VersionId, ByteRange = new ByteRange(1, 2) }, Token);
        await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        var requests = await aws.Aws.Requests.WaitForAsync(static request => request.IsComplete, 2, Token);

        requests[0].Should().BeEquivalentTo(new
        {
            Service = AwsService.S3,
            Action = "GetObject",
            Bucket = "logs",
            Key = "a b",
            stored.VersionId,
            Range = "bytes=1-2",
            Status = 206,
            AccessKeyId = "AKIATEST",
            SigningRegion = "us-east-1",
            Time = aws.Time.GetUtcNow(),
        });
        requests[1].ToString().Should().Be("Sqs ReceiveMessage trail -> 200");
    }

    [Fact]
    public async Task Requests_MoreThanKept_ForgetTheOldest()
    {
        await using var local = await LocalAws.StartAsync(new LocalAwsOptions { MaxLoggedRequests = 2 }, Token);
        using var http = new HttpClient();
        foreach (var bucket in new[] { "first", "second", "third" })
        {
            using var response = await http.GetAsync(new Uri($"{local.ServiceUrl}/{bucket}/k"), Token);
        }

        local.Requests.Select(static request => request.Bucket).Should().Equal("second", "third");
    }

    [Theory]
    [InlineData("GET", "/logs?acl")]
    [InlineData("POST", "/logs/k")]
    [InlineData("PATCH", "/logs/k")]
    public async Task UnknownAction_IsNotImplementedAndLogged(string method, string path)
    {
        await using var aws = await AwsFixture.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(aws.Aws.ServiceUrl + path));

        using var response = await http.SendAsync(request, Token);

        response.StatusCode.Should().Be(System.Net.HttpStatusCode.NotImplemented);
        aws.Aws.Requests.Single().Action.Should().Be("Unknown");
        aws.Aws.Requests.Single().ErrorCode.Should().Be("NotImplemented");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"QueueUrl\":7}")]
    public async Task SqsRequest_BrokenBody_IsAnErrorAnswerNotACut(string body)
    {
        await using var aws = await AwsFixture.StartAsync();
        using var http = new HttpClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-amz-json-1.0");
        content.Headers.Add("X-Amz-Target", "AmazonSQS.ReceiveMessage");

        using var response = await http.PostAsync(new Uri(aws.Aws.ServiceUrl), content, Token);

        response.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Start_PortTaken_Throws()
    {
        await using var aws = await AwsFixture.StartAsync();

        var start = () => LocalAws.StartAsync(new LocalAwsOptions { Port = new Uri(aws.Aws.ServiceUrl).Port }, Token);

        await start.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task Dispose_Twice_IsFine()
    {
        var aws = await LocalAws.StartAsync(cancellationToken: Token);

        await aws.DisposeAsync();
        await aws.DisposeAsync();
    }
}
