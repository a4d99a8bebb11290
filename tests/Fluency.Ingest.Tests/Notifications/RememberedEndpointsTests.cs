using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3;
using Amazon.S3.Endpoints;
using Amazon.S3.Model;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class RememberedEndpointsTests
{
    static readonly string[] Buckets =
    [
        "logs", "my.dotted.logs", "Not_A_Host_Name", "logs--usw2-az1--x-s3", "arn:aws:s3:us-west-2:111122223333:accesspoint/trail", "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap",
    ];

    public static TheoryData<string> Settings => ["plain", "fips", "dual stack", "path style", "own endpoint", "own endpoint and path style"];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Endpoint_OfAnyBucket_IsThatOfTheSdkEachTime(string settings)
    {
        using var plain = Client(settings, remembers: false);
        using var remembering = Client(settings, remembers: true);

        foreach (var bucket in (IEnumerable<string>)[.. Buckets, .. Buckets])
        {
            Told(remembering, bucket).Should().Be(Told(plain, bucket));
        }
    }

    [Fact]
    public void Endpoint_AskedForAgain_IsNotWorkedOutAgain()
    {
        var rules = new CountingRules();
        var remembered = new RememberedEndpoints(rules);

        for (var time = 0; time < 3; time++)
        {
            remembered.ResolveEndpoint(new S3EndpointParameters { Bucket = "logs", Region = "us-east-1", Key = $"{time}" }).URL.Should().Be("https://logs.us-east-1");
        }

        rules.Asked.Should().Be(1);
    }

    [Fact]
    public void Endpoint_WrittenTo_StaysAsItWas()
    {
        var remembered = new RememberedEndpoints(new CountingRules());
        var parameters = new S3EndpointParameters { Bucket = "logs", Region = "us-east-1" };
        remembered.ResolveEndpoint(parameters).URL += "/";
        remembered.ResolveEndpoint(parameters).URL += "/";

        remembered.ResolveEndpoint(parameters).URL.Should().Be("https://logs.us-east-1");
    }

    [Fact]
    public void Endpoint_OfAnotherBucketOrRegion_IsAnother()
    {
        var remembered = new RememberedEndpoints(new CountingRules());

        var urls = from region in (string[])["us-east-1", "eu-west-1"]
                   from bucket in (string[])["logs", "others"]
                   select remembered.ResolveEndpoint(new S3EndpointParameters { Bucket = bucket, Region = region }).URL;

        urls.Should().Equal("https://logs.us-east-1", "https://others.us-east-1", "https://logs.eu-west-1", "https://others.eu-west-1");
    }

    static AmazonS3Client Client(string settings, bool remembers)
    {
        var config = new AmazonS3Config
        {
            UseFIPSEndpoint = settings == "fips",
            UseDualstackEndpoint = settings == "dual stack",
            ForcePathStyle = settings.Contains("path style", StringComparison.Ordinal),
        };
        if (settings.StartsWith("own endpoint", StringComparison.Ordinal))
        {
            config.ServiceURL = "http://127.0.0.1:9000";
            config.AuthenticationRegion = "us-west-2";
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.USWest2;
        }

        config.EndpointProvider = remembers ? new RememberedEndpoints(config.EndpointProvider) : config.EndpointProvider;
        return new AmazonS3Client(new BasicAWSCredentials("AKIATEST", "secret"), config);
    }

    // Where it is asked for and how it is signed, or why it cannot be.
    static string Told(AmazonS3Client client, string bucket)
    {
        try
        {
            var endpoint = client.DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucket, Key = "a/b" });
            var scheme = (PropertyBag)((System.Collections.IList)endpoint.Attributes["authSchemes"])[0]!;
            return $"{endpoint.URL} {scheme["name"]} {scheme["signingName"]} {scheme["signingRegion"]}";
        }
        catch (AmazonClientException exception)
        {
            return exception.Message;
        }
    }
}
