using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>What <c>doctor</c> says of sinks.</summary>
public sealed class DoctorSinkTests : DoctorTest
{
    [Fact]
    public async Task Examine_SinkWithAnEndpoint_IsReached()
    {
        using var doctor = new Fluency.Ingest.Setup.Doctor(TimeProvider.System);

        (await doctor.ExamineAsync("hec", new RemoteSink(new Uri(Aws.ServiceUrl)), Token)).Should().ContainSingle().Which.Result.Should().Be(Fluency.Ingest.Setup.DoctorResult.Ok);
        (await doctor.ExamineAsync("hec", new RemoteSink(new Uri("http://127.0.0.1:1")), Token)).Should().ContainSingle().Which.Result.Should().Be(Fluency.Ingest.Setup.DoctorResult.Problem);
    }

    [Fact]
    public async Task Doctor_SinkWithAToken_SaysThatItWasNotTried()
    {
        Grant(Rights);
        var file = Path.Combine(Folder.FullName, "token");
        await File.WriteAllTextAsync(file, "s3cret", Token);

        var (exitCode, report, output) = await RunAsync(null, "--set", "Sinks:events:Type=EventWatch", "--set", $"Sinks:events:Endpoint={Aws.ServiceUrl}", "--set", $"Sinks:events:TokenFile={file}");

        exitCode.Should().Be(0);
        var found = report["checks"]!.AsArray().Single(static one => one!["subject"]!.GetValue<string>() == "events")!;
        found["message"]!.GetValue<string>().Should().Be($"The sink answers at {Aws.ServiceUrl}; its TokenFile ({file}) was not tried: whether it is right shows when the first records are sent.");
        output.Should().NotContain("s3cret");
    }

    [Fact]
    public async Task Doctor_TokenCannotBeRead_IsAProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(null, "--set", "Sinks:events:Type=EventWatch", "--set", $"Sinks:events:Endpoint={Aws.ServiceUrl}", "--set", "Sinks:events:TokenFile=/no/such/token");

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "token").Should().Contain("/no/such/token could not be read");
    }

    [Theory]
    [InlineData(null, "could not be read")]
    [InlineData("whsec_!", "is no key")]
    public async Task Doctor_SigningKeyCannotBeUsed_IsAProblem(string? key, string sentence)
    {
        Grant(Rights);
        var file = Path.Combine(Folder.FullName, "key");
        if (key is not null)
        {
            await File.WriteAllTextAsync(file, key, Token);
        }

        var (exitCode, report, output) = await RunAsync(null, "--set", "Sinks:events:Type=Webhook", "--set", $"Sinks:events:Endpoint={Aws.ServiceUrl}", "--set", $"Sinks:events:SigningKeyFile={file}");

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "signing-key").Should().Contain(file).And.Contain(sentence);
        output.Should().NotContain("whsec_!");
    }

    [Fact]
    public async Task Doctor_SinkWithTokenAndSigningKey_SaysThatBothWereNotTried()
    {
        Grant(Rights);

        var (exitCode, report, output) = await RunAsync(
            null, "--set", "Sinks:events:Type=Webhook", "--set", $"Sinks:events:Endpoint={Aws.ServiceUrl}", "--set", "Sinks:events:Token=s3cret", "--set", "Sinks:events:SigningKey=k3y-of-mine");

        exitCode.Should().Be(0);
        output.Should().Contain("its Token and SigningKey were not tried").And.NotContain("s3cret").And.NotContain("k3y-of-mine");
    }

    [Fact]
    public async Task Doctor_FileSink_IsLookedAtAndNotMade()
    {
        Grant(Rights);
        var file = Path.Combine(Folder.FullName, "out", "events.ndjson");

        var (exitCode, report, _) = await RunAsync(null, "--set", "Sinks:events:Type=File", "--set", $"Sinks:events:Path={file}");

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("file", "ok"));
        Directory.Exists(Path.GetDirectoryName(file)).Should().BeFalse();
    }

    sealed class RemoteSink(Uri endpoint) : ISink, IEndpointSink
    {
        public Uri Endpoint => endpoint;

        public HttpClient CreateClient() => new();

        public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
