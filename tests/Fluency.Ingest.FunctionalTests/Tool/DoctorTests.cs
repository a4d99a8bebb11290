using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.FunctionalTests.Faults;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary><c>doctor</c> against an endpoint from which each right is taken in turn: it names what is missing, and the queue is as it was.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    const string Queue = "arn:aws:sqs:us-east-1:111122223333:trail";
    const string Objects = "arn:aws:s3:::logs/*";
    const string Key = "arn:aws:kms:us-east-1:111122223333:key/1234";
    const string RoleArn = "arn:aws:iam::111122223333:role/collector";
    const int ProblemFound = 3;

    // The five of the set-up by hand, and the two that make it whole.
    static readonly string[] Rights = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "s3:ListBucket", "s3:GetObject", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");
    readonly SkewedTime _awsTime = new(TimeProvider.System);
    readonly JsonObject _source = new() { ["Type"] = "S3Notification", ["Router"] = "AWSCloudTrail_Adjustments", ["Sinks"] = new JsonArray("events") };
    LocalAws _aws = null!;
    LocalQueue _queue = null!;
    LocalQueue _dead = null!;
    LocalBucket _bucket = null!;
    LocalIdentity _collector = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = _awsTime }, Token);
        _bucket = _aws.S3.CreateBucket("logs");
        _dead = _aws.Sqs.CreateQueue("dead");
        _queue = _aws.Sqs.CreateQueue("trail");
        _queue.DeadLetterQueue = _dead;
        _bucket.NotifyQueue(_queue);
        _bucket.Put("a.json.gz", "0123456789"u8.ToArray());
        _aws.Iam.RejectsUnknownKeys = true;
        _collector = _aws.Iam.AddUser("AKIATEST", "secret");
        foreach (var (key, value) in new[] { ("QueueUrl", _queue.Url), ("Region", _aws.Region), ("ServiceUrl", _aws.ServiceUrl), ("AccessKeyId", "AKIATEST"), ("SecretAccessKey", "secret") })
        {
            _source[key] = value;
        }

        _source["ForcePathStyle"] = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Doctor_AllIsWell_SaysSo()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        report["ok"]!.GetValue<bool>().Should().BeTrue();
        Checks(report).Should().OnlyContain(static check => check.Result == "ok" || check.Result == "skipped").And.Contain(
            [("endpoint", "ok"), ("clock", "ok"), ("identity", "ok"), ("region", "ok"), ("queue", "ok"), ("redrive", "ok"), ("retention", "ok"), ("dead-letter", "ok"), ("queue-delete", "ok"), ("queue-visibility", "ok"), ("queue-receive", "ok"), ("message", "ok"), ("bucket", "ok"), ("object", "ok")]);
        Sentence(report, "retention").Should().Be("The queue keeps messages for 4 days.");
        report.ToJsonString().Should().NotContain("secret");
    }

    [Theory]
    [InlineData("sqs:ReceiveMessage", Queue, "queue-receive", "problem")]
    [InlineData("sqs:DeleteMessage", Queue, "queue-delete", "problem")]
    [InlineData("sqs:ChangeMessageVisibility", Queue, "queue-visibility", "warning")]
    [InlineData("sqs:GetQueueAttributes", Queue, "queue", "warning")]
    [InlineData("s3:ListBucket", "arn:aws:s3:::logs", "bucket", "problem")]
    [InlineData("s3:GetObject", Objects, "object", "problem")]
    public async Task Doctor_ARightIsTakenAway_IsNamedWithItsStatement(string right, string resource, string check, string result)
    {
        Grant(Rights.Except([right]));

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(result == "problem" ? ProblemFound : 0);
        var found = report["checks"]!.AsArray().Should().ContainSingle(static one => one!["statement"] != null).Subject!;
        (found["check"]!.GetValue<string>(), found["result"]!.GetValue<string>(), found["action"]!.GetValue<string>()).Should().Be((check, result, right));
        found["statement"]!.ToJsonString().Should().Be($$"""{"Effect":"Allow","Action":"{{right}}","Resource":"{{resource}}"}""");
        Checks(report).Count(static one => one.Result is "problem" or "warning").Should().Be(1);
    }

    // A second proof of each statement: with it, the finding is gone.
    [Theory]
    [InlineData("sqs:ReceiveMessage")]
    [InlineData("sqs:DeleteMessage")]
    [InlineData("sqs:ChangeMessageVisibility")]
    [InlineData("sqs:GetQueueAttributes")]
    [InlineData("s3:ListBucket")]
    [InlineData("s3:GetObject")]
    public async Task Doctor_TheStatementIsAdded_IsWell(string right)
    {
        Grant(Rights.Except([right]));
        var (_, before, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));
        var statement = before["checks"]!.AsArray().Single(static one => one!["statement"] != null)!["statement"]!;

        _collector.Allow(statement["Action"]!.GetValue<string>(), statement["Resource"]!.GetValue<string>());
        var (exitCode, after, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(after).Should().NotContain(static check => check.Result == "problem" || check.Result == "warning");
    }

    [Fact]
    public async Task Doctor_TheLeastRights_AreEnough()
    {
        Grant(Rights.Take(5));

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Where(static check => check.Result == "warning").Select(static check => check.Check).Should().Equal("queue", "queue-visibility");
        Sentence(report, "queue-receive").Should().Contain("--no-look");
    }

    [Fact]
    public async Task Doctor_Queue_IsAsItWas()
    {
        Grant(Rights);
        _queue.Send("hello");

        await RunAsync();

        _queue.Messages.Should().HaveCount(2).And.OnlyContain(static message => message.State == LocalMessageState.Visible);
        _queue.Messages.Sum(static message => message.ReceiveCount).Should().Be(1, "one was looked at");
        _dead.Count.Should().Be(0);
        _aws.Requests.Select(static request => request.Action).Distinct().Should().BeSubsetOf(
            ["ListBuckets", "GetCallerIdentity", "GetQueueAttributes", "DeleteMessage", "ChangeMessageVisibility", "ReceiveMessage", "ListObjectsV2", "GetObject"], "the first is a GET without a signature");
        _aws.Requests.Where(static request => request.Action == "GetObject").Should().OnlyContain(static request => request.Range == "bytes=0-0");
        _aws.Requests.Where(static request => request.Action is "DeleteMessage" or "ChangeMessageVisibility").Should().OnlyContain(static request => request.ErrorCode == "ReceiptHandleIsInvalid");
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(2, false)]
    public async Task Doctor_NoLookOrFewReceives_ReceivesNothing(int maxReceiveCount, bool isAsked)
    {
        Grant(Rights);
        _queue.MaxReceiveCount = maxReceiveCount;

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"), isAsked ? ["--no-look"] : []);

        exitCode.Should().Be(0);
        _queue.Messages.Should().ContainSingle().Which.ReceiveCount.Should().Be(0);
        Checks(report).Should().Contain(("queue-receive", "ok")).And.Contain(("message", "skipped")).And.Contain(("object", "ok"), "the bucket's own first key is read");
    }

    [Theory]
    [InlineData("00:02:00", "warning", "set it to more")]
    [InlineData("00:04:00", "ok", "FixedVisibilityTimeout")]
    [InlineData("00:00:10", "warning", "FixedVisibilityTimeout")]
    public async Task Doctor_NothingExtendsAndTheObjectIsLarge_ComparesTimes(string timeout, string result, string sentence)
    {
        Grant(Rights.Except(["sqs:ChangeMessageVisibility"]));
        _queue.Purge();
        _queue.Send("""{"Records":[{"eventName":"ObjectCreated:Put","awsRegion":"us-east-1","s3":{"bucket":{"name":"logs"},"object":{"key":"a.json.gz","size":209715200}}}]}""");

        var (_, report, _) = await RunAsync(source => source["FixedVisibilityTimeout"] = timeout);

        Checks(report).Should().Contain(("visibility-timeout", result));
        Sentence(report, "visibility-timeout").Should().Contain(sentence);
    }

    [Fact]
    public async Task Doctor_NoRedrivePolicy_IsAWarning()
    {
        Grant(Rights);
        _queue.DeadLetterQueue = null;

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Sentence(report, "redrive").Should().Contain("no redrive policy").And.Contain("RedrivePolicy");
        Finding(report, "redrive")["action"]!.GetValue<string>().Should().Be("RedrivePolicy");
        Checks(report).Should().NotContain(static check => check.Check == "dead-letter");
    }

    [Theory]
    [InlineData(1, "The dead-letter queue dead holds 1 message,")]
    [InlineData(3, "The dead-letter queue dead holds 3 messages,")]
    public async Task Doctor_DeadLetters_AreAWarning(int count, string sentence)
    {
        Grant(Rights);
        for (var message = 0; message < count; message++)
        {
            _dead.Send("x");
        }

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("dead-letter", "warning"));
        Sentence(report, "dead-letter").Should().StartWith(sentence).And.Contain($"--source-arn {_dead.Arn}");
        _dead.Messages.Should().OnlyContain(static message => message.ReceiveCount == 0);
    }

    [Fact]
    public async Task Doctor_DeadLettersMayNotBeCounted_IsNoTrouble()
    {
        Grant(Rights.Except(["sqs:GetQueueAttributes"]));
        _collector.Allow("sqs:GetQueueAttributes", Queue);

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("dead-letter", "skipped")).And.NotContain(static check => check.Result == "warning");
        Sentence(report, "dead-letter").Should().Contain($"sqs:GetQueueAttributes on {_dead.Arn} is not granted");
    }

    [Fact]
    public async Task Doctor_DeadLetterQueueIsGone_IsAWarning()
    {
        Grant(Rights);
        _aws.Sqs.DeleteQueue("dead");

        Checks((await RunAsync()).Report).Should().Contain(("dead-letter", "warning"));
    }

    [Fact]
    public async Task Doctor_ShortRetention_IsAWarning()
    {
        Grant(Rights);
        _queue.Retention = TimeSpan.FromHours(1);

        Sentence((await RunAsync()).Report, "retention").Should().Contain("after 1 hour:");
    }

    [Fact]
    public async Task Doctor_MissingQueue_IsTheOnlyProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(source => source["QueueUrl"] = _queue.Url + "2");

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("queue", "problem"));
        Sentence(report, "queue").Should().Contain("trail2 does not exist");
    }

    [Fact]
    public async Task Doctor_FifoQueue_IsAProblem()
    {
        Grant(Rights);

        var (_, report, _) = await RunAsync(source => source["QueueUrl"] = _queue.Url + ".fifo");

        Sentence(report, "queue-type").Should().Contain("FIFO");
    }

    [Fact]
    public async Task Doctor_MissingBucket_IsAProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs", "log"));

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("bucket", "problem"));
        report["checks"]!.AsArray().Single(static one => one!["result"]!.GetValue<string>() == "problem")!["message"]!.GetValue<string>().Should().Contain("The bucket log does not exist");
    }

    [Fact]
    public async Task Doctor_ObjectIsGone_SaysWhichAndStillProvesTheRight()
    {
        Grant(Rights);
        _bucket.Put("b.json.gz", "1"u8.ToArray());
        _bucket.Delete("a.json.gz");

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "message-object").Should().Contain("s3://logs/a.json.gz");
        Checks(report).Should().Contain(("object", "ok"));
    }

    [Fact]
    public async Task Doctor_ObjectIsGoneAndTheBucketMayNotBeListed_SaysThatItCannotTell()
    {
        Grant(Rights.Except(["s3:ListBucket"]));
        _bucket.Delete("a.json.gz");

        Sentence((await RunAsync()).Report, "object").Should().Contain("or does not exist");
    }

    [Fact]
    public async Task Doctor_KeyIsDenied_IsToldFromTheObject()
    {
        Grant(Rights);
        _bucket.KmsKeyArn = Key;

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        var found = report["checks"]!.AsArray().Should().ContainSingle(static one => one!["statement"] != null).Subject!;
        found["check"]!.GetValue<string>().Should().Be("kms");
        found["statement"]!.ToJsonString().Should().Be($$"""{"Effect":"Allow","Action":"kms:Decrypt","Resource":"{{Key}}"}""");

        _collector.Allow("kms:Decrypt", Key);
        Checks((await RunAsync()).Report).Should().Contain(("kms", "ok")).And.NotContain(static check => check.Result == "problem");
    }

    [Fact]
    public async Task Doctor_QueuesKeyIsDenied_NamesTheKey()
    {
        Grant(Rights);
        _aws.Faults.Add(new Fault { Action = "ReceiveMessage", Skip = 1, Effect = FaultEffect.Answer(400, "KmsAccessDenied", $"not authorized to perform: kms:Decrypt on resource: {Key}") });

        var (_, report, _) = await RunAsync();

        report["checks"]!.AsArray().Should().Contain(static one => one!["check"]!.GetValue<string>() == "queue-receive" && one["action"]!.GetValue<string>() == "kms:Decrypt" && one["statement"]!["Resource"]!.GetValue<string>() == Key);
    }

    [Theory]
    [InlineData(600, "problem", "behind")]
    [InlineData(-600, "problem", "ahead of")]
    [InlineData(120, "warning", "behind")]
    public async Task Doctor_ClockIsWrong_SaysByHowMuch(int seconds, string result, string side)
    {
        Grant(Rights);
        _awsTime.Jump(TimeSpan.FromSeconds(seconds));

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
        _collector.Allow("sts:AssumeRole", RoleArn);
        var role = _aws.Sts.AddRole(RoleArn, "fluency-7");
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
            _collector.Allow("sts:AssumeRole", RoleArn);
        }

        _aws.Sts.AddRole(RoleArn, "fluency-7").Allow("*");

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
    public async Task Doctor_RegionIsNotThatOfTheBucketInTheMessage_IsSaid()
    {
        Grant(Rights);

        var (_, report, _) = await RunAsync(static source => source["Region"] = "eu-west-1");

        Sentence(report, "bucket-region").Should().Contain("lies in us-east-1 but the queue is asked for in eu-west-1");
    }

    [Fact]
    public async Task Doctor_BucketInAnotherRegion_IsSaid()
    {
        Grant(Rights);
        _aws.S3.CreateBucket("far", "eu-west-1").Put("c.json.gz", "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs", "far"));

        exitCode.Should().Be(0);
        Sentence(report, "bucket-region").Should().Contain("eu-west-1");
    }

    [Fact]
    public async Task Doctor_MessageOfAnotherBucket_IsAProblem()
    {
        Grant(Rights);
        _aws.S3.CreateBucket("mine");

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("mine"));

        exitCode.Should().Be(ProblemFound);
        report["checks"]!.AsArray().Should().Contain(static one => one!["message"]!.GetValue<string>().Contains("the bucket logs, which is none of Buckets (mine)"));
    }

    [Fact]
    public async Task Doctor_UnknownMessage_IsAProblemWithoutItsControls()
    {
        Grant(Rights);
        _queue.Purge();
        _queue.Send("hello\u0085\nworld");

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "message").Should().Contain("hello").And.NotContain("\n").And.NotContain("\u0085");
    }

    [Fact]
    public async Task Doctor_VersionIsDenied_IsAWarning()
    {
        Grant(Rights);
        _bucket.IsVersioned = true;
        _queue.Purge();
        _bucket.Put("v.json.gz", "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["UseVersionId"] = true);

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("object-version", "warning")).And.Contain(("object", "ok"));
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
        var environment = new Dictionary<string, string> { ["AWS_EC2_METADATA_DISABLED"] = "true", ["HOME"] = _folder.FullName, ["AWS_PROFILE"] = "no-such-profile" };
        foreach (var name in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI" })
        {
            environment[name] = "";
        }

        environment["AWS_SHARED_CREDENTIALS_FILE"] = environment["AWS_CONFIG_FILE"] = Path.Combine(_folder.FullName, "none");
        var config = Write(static source =>
        {
            source.Remove("AccessKeyId");
            source.Remove("SecretAccessKey");
        });

        var (exitCode, output, _) = await ToolProcess.RunAsync(_folder.FullName, environment, "doctor", "--config", config, "--json");

        exitCode.Should().Be(ProblemFound);
        Sentence(JsonNode.Parse(output)!, "configuration").Should().StartWith("There are no credentials: none were found in the environment (AWS_ACCESS_KEY_ID").And.Contain("'no-such-profile'").And.NotContain("Exception");
    }

    [Fact]
    public async Task Doctor_Table_HasTheStatementToCopy()
    {
        Grant(Rights.Except(["sqs:DeleteMessage"]));

        var (exitCode, output, error) = await RunToolAsync("doctor", "--config", Write(null));

        exitCode.Should().Be(ProblemFound);
        output.Should().Contain("queue-delete").And.Contain($$"""
            {
              "Effect": "Allow",
              "Action": "sqs:DeleteMessage",
              "Resource": "{{Queue}}"
            }
            """.ReplaceLineEndings("\n"));
        error.Should().Contain("1 problem, 0 warnings");
    }

    [Fact]
    public async Task Doctor_FilesAndNoFile_AreNoFailures()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "a.json"), "[]", Token);
        var config = Path.Combine(_folder.FullName, "files.json");
        await File.WriteAllTextAsync(config, """{"Sources":{"f":{"Type":"Files","Paths":["FOLDER"],"Router":"AWSCloudTrail_Adjustments","Sinks":["n"]}},"Sinks":{"n":{"Type":"Null"}}}""".Replace("FOLDER", _folder.FullName, StringComparison.Ordinal), Token);

        (await RunToolAsync("doctor", "--config", config)).ExitCode.Should().Be(0);
        (await RunToolAsync("doctor", "--config", "no-such-file.json")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Examine_SinkWithAnEndpoint_IsReached()
    {
        using var doctor = new Fluency.Ingest.Setup.Doctor(TimeProvider.System);

        (await doctor.ExamineAsync("hec", new RemoteSink(new Uri(_aws.ServiceUrl)), Token)).Should().ContainSingle().Which.Result.Should().Be(Fluency.Ingest.Setup.DoctorResult.Ok);
        (await doctor.ExamineAsync("hec", new RemoteSink(new Uri("http://127.0.0.1:1")), Token)).Should().ContainSingle().Which.Result.Should().Be(Fluency.Ingest.Setup.DoctorResult.Problem);
    }

    [Fact]
    public async Task Doctor_SinkWithAToken_SaysThatItWasNotTried()
    {
        Grant(Rights);
        var file = Path.Combine(_folder.FullName, "token");
        await File.WriteAllTextAsync(file, "s3cret", Token);

        var (exitCode, report, output) = await RunAsync(null, "--set", "Sinks:events:Type=EventWatch", "--set", $"Sinks:events:Endpoint={_aws.ServiceUrl}", "--set", $"Sinks:events:TokenFile={file}");

        exitCode.Should().Be(0);
        var found = report["checks"]!.AsArray().Single(static one => one!["subject"]!.GetValue<string>() == "events")!;
        found["message"]!.GetValue<string>().Should().Be($"The sink answers at {_aws.ServiceUrl}; its TokenFile ({file}) was not tried: whether it is right shows when the first records are sent.");
        output.Should().NotContain("s3cret");
    }

    [Fact]
    public async Task Doctor_TokenCannotBeRead_IsAProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(null, "--set", "Sinks:events:Type=EventWatch", "--set", $"Sinks:events:Endpoint={_aws.ServiceUrl}", "--set", "Sinks:events:TokenFile=/no/such/token");

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "token").Should().Contain("/no/such/token could not be read");
    }

    [Fact]
    public async Task Doctor_FileSink_IsLookedAtAndNotMade()
    {
        Grant(Rights);
        var file = Path.Combine(_folder.FullName, "out", "events.ndjson");

        var (exitCode, report, _) = await RunAsync(null, "--set", "Sinks:events:Type=File", "--set", $"Sinks:events:Path={file}");

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("file", "ok"));
        Directory.Exists(Path.GetDirectoryName(file)).Should().BeFalse();
    }

    void Grant(IEnumerable<string> rights)
    {
        foreach (var right in rights)
        {
            _collector.Allow(right);
        }
    }

    static List<(string Check, string Result)> Checks(JsonNode report) => [.. report["checks"]!.AsArray().Select(static check => (check!["check"]!.GetValue<string>(), check["result"]!.GetValue<string>()))];

    static string Sentence(JsonNode report, string check) => Finding(report, check)["message"]!.GetValue<string>();

    static JsonNode Finding(JsonNode report, string check) => report["checks"]!.AsArray().Single(one => one!["check"]!.GetValue<string>() == check)!;

    async Task<(int ExitCode, JsonNode Report, string Output)> RunAsync(Action<JsonObject>? configure = null, params string[] more)
    {
        var (exitCode, output, error) = await RunToolAsync(["doctor", "--config", Write(configure), "--json", .. more]);
        return (exitCode, output.Length == 0 ? new JsonObject() : JsonNode.Parse(output)!, output + error);
    }

    string Write(Action<JsonObject>? configure)
    {
        var source = _source.DeepClone().AsObject();
        configure?.Invoke(source);
        var file = Path.Combine(_folder.FullName, "ingest.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["Sources"] = new JsonObject { ["trail"] = source },
            ["Sinks"] = new JsonObject { ["events"] = new JsonObject { ["Type"] = "Null" } },
        }));
        return file;
    }

    static async Task<(int ExitCode, string Output, string Error)> RunToolAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync(arguments, new ToolContext
        {
            Input = Stream.Null,
            Output = output,
            Error = error,
            MakeConsoleSink = static () => new NullSink(),
            ListenToSignals = static () => new StopSignals(),
        });
        return (exitCode, output.ToString(), error.ToString());
    }

    sealed class RemoteSink(Uri endpoint) : ISink, IEndpointSink
    {
        public Uri Endpoint => endpoint;

        public HttpClient CreateClient() => new();

        public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
