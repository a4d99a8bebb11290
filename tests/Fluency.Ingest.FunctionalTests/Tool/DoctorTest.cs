using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.FunctionalTests.Faults;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Tool;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>A queue with a message of one object, a user without rights, and <c>doctor</c> run for them.</summary>
public abstract class DoctorTest : IAsyncLifetime
{
    private protected const string QueueArn = "arn:aws:sqs:us-east-1:111122223333:trail";
    private protected const string ObjectsArn = "arn:aws:s3:::logs/*";
    private protected const string KeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234";
    private protected const string RoleArn = "arn:aws:iam::111122223333:role/collector";
    private protected const int ProblemFound = 3;

    // The five of the set-up by hand, and the two that make it whole.
    private protected static readonly string[] Rights = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "s3:ListBucket", "s3:GetObject", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"];

    private protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("fluency-ingest-");

    private protected SkewedTime AwsTime { get; } = new(TimeProvider.System);

    private protected JsonObject Source { get; } = new() { ["Type"] = "S3Notification", ["Router"] = "AWSCloudTrail_Adjustments", ["Sinks"] = new JsonArray("events") };

    private protected LocalAws Aws { get; private set; } = null!;

    private protected LocalQueue Queue { get; private set; } = null!;

    private protected LocalQueue Dead { get; private set; } = null!;

    private protected LocalBucket Bucket { get; private set; } = null!;

    private protected LocalIdentity Collector { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Aws = await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = AwsTime }, Token);
        Bucket = Aws.S3.CreateBucket("logs");
        Dead = Aws.Sqs.CreateQueue("dead");
        Queue = Aws.Sqs.CreateQueue("trail");
        Queue.DeadLetterQueue = Dead;
        Bucket.NotifyQueue(Queue);
        Bucket.Put("a.json.gz", "0123456789"u8.ToArray());
        Aws.Iam.RejectsUnknownKeys = true;
        Collector = Aws.Iam.AddUser("AKIATEST", "secret");
        foreach (var (key, value) in new[] { ("QueueUrl", Queue.Url), ("Region", Aws.Region), ("ServiceUrl", Aws.ServiceUrl), ("AccessKeyId", "AKIATEST"), ("SecretAccessKey", "secret") })
        {
            Source[key] = value;
        }

        Source["ForcePathStyle"] = true;
    }

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected void Grant(IEnumerable<string> rights)
    {
        foreach (var right in rights)
        {
            Collector.Allow(right);
        }
    }

    private protected static List<(string Check, string Result)> Checks(JsonNode report) => [.. report["checks"]!.AsArray().Select(static check => (check!["check"]!.GetValue<string>(), check["result"]!.GetValue<string>()))];

    private protected static string Sentence(JsonNode report, string check) => Finding(report, check)["message"]!.GetValue<string>();

    private protected static JsonNode Finding(JsonNode report, string check) => report["checks"]!.AsArray().Single(one => one!["check"]!.GetValue<string>() == check)!;

    private protected async Task<(int ExitCode, JsonNode Report, string Output)> RunAsync(Action<JsonObject>? configure = null, params string[] more)
    {
        var (exitCode, output, error) = await RunToolAsync(["doctor", "--config", Write(configure), "--json", .. more]);
        return (exitCode, output.Length == 0 ? new JsonObject() : JsonNode.Parse(output)!, output + error);
    }

    private protected string Write(Action<JsonObject>? configure)
    {
        var source = Source.DeepClone().AsObject();
        configure?.Invoke(source);
        var file = Path.Combine(Folder.FullName, "ingest.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["Sources"] = new JsonObject { ["trail"] = source },
            ["Sinks"] = new JsonObject { ["events"] = new JsonObject { ["Type"] = "Null" } },
        }));
        return file;
    }

    private protected static async Task<(int ExitCode, string Output, string Error)> RunToolAsync(params string[] arguments)
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
}
