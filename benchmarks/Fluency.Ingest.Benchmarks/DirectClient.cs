using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.S3;
using Amazon.S3.Model;

namespace Fluency.Ingest.Benchmarks;

/// <summary>A trial of reading objects without the SDK's pipeline: its endpoint rules, a signature of one's own, a plain HTTP client. Whole objects of one bucket that exist, and nothing else.</summary>
/// <remarks>See docs/decisions/0004-objects-by-the-sdk.md. It checks what the SDK checks of such an object, which is that its MD5 is its ETag.</remarks>
sealed class DirectClient : AmazonS3Client
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });
    readonly AWSCredentials _credentials;
    readonly SigV4Signer _signer;
    readonly Uri _bucket;
    readonly string _endpoint;

    public DirectClient(AWSCredentials credentials, AmazonS3Config config, string bucket)
        : base(credentials, config)
    {
        var endpoint = DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = bucket, Key = "key" });
        var scheme = (PropertyBag)((IList)endpoint.Attributes["authSchemes"])[0]!;
        _credentials = credentials;
        _signer = new SigV4Signer(config.AuthenticationRegion ?? (string)scheme["signingRegion"], (string)scheme["signingName"]);
        _bucket = new Uri(endpoint.URL.TrimEnd('/'));
        _endpoint = _bucket.ToString();
    }

    public override async Task<GetObjectResponse> GetObjectAsync(GetObjectRequest request, CancellationToken cancellationToken = default)
    {
        var credentials = await _credentials.GetCredentialsAsync();
        using var message = Sign(request.Key, credentials);
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        var etag = response.Headers.NonValidated["ETag"].ToString();
        var length = response.Content.Headers.ContentLength!.Value;
        var answer = new GetObjectResponse
        {
            ETag = etag,
            LastModified = DateTime.ParseExact(response.Content.Headers.NonValidated["Last-Modified"].ToString(), "r", CultureInfo.InvariantCulture),
            ResponseStream = new Md5Body(response, response.Content.ReadAsStream(cancellationToken), length, Convert.FromHexString(etag.AsSpan(1, 2 * MD5.HashSizeInBytes))),
        };
        answer.Headers.ContentLength = length;
        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        _http.Dispose();
        base.Dispose(disposing);
    }

    HttpRequestMessage Sign(string key, ImmutableCredentials credentials)
    {
        // Keys of CloudTrail need no encoding.
        var path = $"{_bucket.AbsolutePath}/{key}";
        var date = SigV4Signer.DateOf(CorrectClockSkew.GetCorrectedUtcNowForEndpoint(_endpoint, Config));
        ReadOnlySpan<SignedHeader> headers =
        [
            new("host", _bucket.Authority), new("x-amz-checksum-mode", "ENABLED"), new("x-amz-content-sha256", SigV4Signer.EmptyPayload), new("x-amz-date", date),
        ];
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_bucket, path));
        foreach (var header in headers)
        {
            message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        message.Headers.TryAddWithoutValidation("Authorization", _signer.Sign(credentials, date, path, "", headers));
        return message;
    }
}
