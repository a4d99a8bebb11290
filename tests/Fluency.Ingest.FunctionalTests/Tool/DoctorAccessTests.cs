using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>What <c>doctor</c> says of the way to AWS: the endpoint, the clock, credentials and the region.</summary>
public sealed class DoctorAccessTests : DoctorTest
{
    [Theory]
    [InlineData(600, "problem", "behind")]
    [InlineData(-600, "problem", "ahead of")]
    [InlineData(120, "warning", "behind")]
    public async Task Doctor_ClockIsWrong_SaysByHowMuch(int seconds, string result, string side)
    {
        Grant(Rights);
        AwsTime.Jump(TimeSpan.FromSeconds(seconds));

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(result == "problem" ? ProblemFound : 0);
        Checks(report).Should().Contain(("clock", result));
        Sentence(report, "clock").Should().Contain(side).And.MatchRegex("is 00:(09:59|10:0|01:59|02:0)");
    }

    [Fact]
    public async Task Doctor_WrongSecret_IsTheOnlyProblem()
    {
        Grant(Rights);

        var (exitCode, report, output) = await RunAsync(source => source["SecretAccessKey"] = "wrong-one");

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("identity", "problem"));
        output.Should().NotContain("wrong-one");
    }

    [Fact]
    public async Task Doctor_Role_IsAssumed()
    {
        Collector.Allow("sts:AssumeRole", RoleArn);
        var role = Aws.Sts.AddRole(RoleArn, "fluency-7");
        Rights.ToList().ForEach(right => role.Allow(right));

        var (exitCode, report, _) = await RunAsync(source => (source["RoleArn"], source["ExternalId"]) = (RoleArn, "fluency-7"));

        exitCode.Should().Be(0);
        Sentence(report, "role").Should().Contain("arn:aws:sts::111122223333:assumed-role/collector");
    }

    [Theory]
    [InlineData("fluency-7", false)]
    [InlineData("fluency-8", true)]
    public async Task Doctor_RoleMayNotBeAssumed_IsTheOnlyProblem(string externalId, bool mayAssume)
    {
        Grant(Rights);
        if (mayAssume)
        {
            Collector.Allow("sts:AssumeRole", RoleArn);
        }

        Aws.Sts.AddRole(RoleArn, "fluency-7").Allow("*");

        var (exitCode, report, _) = await RunAsync(source => (source["RoleArn"], source["ExternalId"]) = (RoleArn, externalId));

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("role", "problem"));
        report["checks"]!.AsArray().Single(static one => one!["statement"] != null)!["statement"]!.ToJsonString().Should().Be($$"""{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{{RoleArn}}"}""");
    }

    [Fact]
    public async Task Doctor_RegionsDisagree_IsAnErrorOfTheConfiguration()
    {
        var (exitCode, _, output) = await RunAsync(source =>
        {
            source.Remove("ServiceUrl");
            source["QueueUrl"] = "https://sqs.eu-west-1.amazonaws.com/111122223333/trail";
        });

        exitCode.Should().Be(2);
        output.Should().Contain("Region is 'us-east-1' but QueueUrl names eu-west-1");
    }

    [Fact]
    public async Task Doctor_RegionsDisagreeBehindAnEndpointOfOnesOwn_IsAProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(static source => source["QueueUrl"] = "https://sqs.eu-west-1.amazonaws.com/111122223333/trail");

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "region").Should().Contain("Region is 'us-east-1' but QueueUrl names eu-west-1");
    }

    [Fact]
    public async Task Doctor_NothingAnswers_AsksNoFurther()
    {
        var (exitCode, report, _) = await RunAsync(source => source["ServiceUrl"] = "http://127.0.0.1:1");

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("endpoint", "problem"));
        Sentence(report, "endpoint").Should().Contain("http://127.0.0.1:1").And.Contain("firewall");
    }

    [Fact]
    public async Task Doctor_UnknownHost_IsSaidToBeUnknown()
    {
        var (_, report, _) = await RunAsync(source => source["ServiceUrl"] = "http://no-such-host.invalid");

        Sentence(report, "endpoint").Should().Contain("no-such-host.invalid is not known to DNS");
    }

    [Fact]
    public async Task Doctor_ProfileIsUnknown_IsSaid()
    {
        var (exitCode, report, _) = await RunAsync(source =>
        {
            source.Remove("AccessKeyId");
            source.Remove("SecretAccessKey");
            source["Profile"] = "no-such-profile";
        });

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "configuration").Should().Contain("The profile 'no-such-profile' is not in the AWS configuration files");
    }

    [Fact]
    public async Task Doctor_NoCredentialsAnywhere_SaysInOneLineWhereItLooked()
    {
        // A process of its own, since the SDK looks into the environment.
        var environment = new Dictionary<string, string> { ["AWS_EC2_METADATA_DISABLED"] = "true", ["HOME"] = Folder.FullName, ["AWS_PROFILE"] = "no-such-profile" };
        foreach (var name in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI" })
        {
            environment[name] = "";
        }

        environment["AWS_SHARED_CREDENTIALS_FILE"] = environment["AWS_CONFIG_FILE"] = Path.Combine(Folder.FullName, "none");
        var config = Write(static source =>
        {
            source.Remove("AccessKeyId");
            source.Remove("SecretAccessKey");
        });

        var (exitCode, output, _) = await ToolProcess.RunAsync(Folder.FullName, environment, "doctor", "--config", config, "--json");

        exitCode.Should().Be(ProblemFound);
        Sentence(JsonNode.Parse(output)!, "configuration").Should().StartWith("There are no credentials: none were found in the environment (AWS_ACCESS_KEY_ID").And.Contain("'no-such-profile'").And.NotContain("Exception");
    }
}
