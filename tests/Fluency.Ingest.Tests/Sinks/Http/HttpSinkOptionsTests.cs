using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class HttpSinkOptionsTests
{
    [Theory]
    [InlineData("https://splunk.example.com:8088")]
    [InlineData("http://localhost/services/collector")]
    public void Endpoint_Address_Accepts(string endpoint) => Errors(options => options.Endpoint = endpoint).Should().BeEmpty();

    [Theory]
    [InlineData("", "Endpoint is missing.")]
    [InlineData("hush-no-address", "Endpoint (not shown")]
    [InlineData("ftp://hush", "Endpoint (not shown")]
    [InlineData("https://user:hush@example.com", "Endpoint at https://example.com contains a user name")]
    [InlineData("https://example.com/#hush", "Endpoint at https://example.com contains a '#'")]
    [InlineData("https://example.com/?token=hush", "Endpoint at https://example.com contains a '?'")]
    public void Endpoint_Wrong_IsToldWithoutSecrets(string endpoint, string start) =>
        Errors(options => options.Endpoint = endpoint).Should().ContainSingle().Which.Should().StartWith(start).And.NotContain("hush");

    [Fact]
    public void Anything_Wrong_IsToldAtOnce() => Errors(options =>
    {
        options.TokenFile = "also";
        options.Timeout = TimeSpan.Zero;
        options.MaxBatchRecords = 0;
        options.MaxBatchBytes = 0;
        options.MaxConcurrentRequests = 0;
        options.CertificateAuthorityFile = "/nowhere.pem";
        options.Host = " ";
        options.Index = "a\nb";
        options.TimeField = "";
        options.AcknowledgeTimeout = TimeSpan.Zero;
        options.AcknowledgeInterval = TimeSpan.Zero;
        options.Fields[" "] = "x";
    }).Should().HaveCount(12).And.OnlyHaveUniqueItems();

    [Fact]
    public void CertificateAuthorityFile_WithoutCertificate_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("a.pem");
        File.WriteAllText(file, "nothing");

        Errors(options => options.CertificateAuthorityFile = file).Should().ContainSingle().Which.Should().StartWith($"CertificateAuthorityFile is '{file}', in which there is no certificate");
    }

    [Theory]
    [InlineData("X Y", "v", "Headers names 'X Y', which cannot be the name of a header")]
    [InlineData("Content-Type", "v", "Headers names 'Content-Type', which the sink sets itself")]
    [InlineData("Webhook-Id", "v", "Headers names 'Webhook-Id', which the sink sets itself")]
    [InlineData("X-A", "hush\r\nX-B: 1", "Headers gives 'X-A' a value (not shown)")]
    public void Headers_Wrong_AreTold(string name, string value, string start)
    {
        var options = new WebhookOptions { Endpoint = "https://example.com" };
        options.Headers[name] = value;

        WebhookOptionsValidator.Errors(options).Should().ContainSingle().Which.Should().StartWith(start).And.NotContain("hush");
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_no-base64!")]
    public void SigningKey_WithoutKey_IsTold(string key) =>
        WebhookOptionsValidator.Errors(new WebhookOptions { Endpoint = "https://example.com", SigningKey = key }).Should().ContainSingle().Which.Should().StartWith("SigningKey (not shown)").And.NotContain("no-base64");

    static IEnumerable<string> Errors(Action<HttpEventCollectorOptions> change)
    {
        var options = new HttpEventCollectorOptions { Endpoint = "https://example.com", Token = "t" };
        change(options);
        return HttpEventCollectorOptionsValidator.Errors(options);
    }
}
