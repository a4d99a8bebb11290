using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.AotTests;

/// <summary>What must work in a native program as it does in any other.</summary>
static class Checks
{
    public static async Task ExampleAsync(string input, string folder)
    {
        var output = Path.Combine(folder, "example.ndjson");
        await using (var pipe = Pipe.CreateBuilder("cloudtrail")
            .FromFiles(input)
            .Route(route => route.Process<CloudTrailAdjustments>().ToFile(output))
            .Build())
        {
            ThrowUnless(await pipe.RunUntilEmptyAsync() is { Records.Delivered: 2, Messages.Complete: 1 }, "Two records are delivered.");
        }

        SomeTrail.ThrowUnlessAdjusted(output);
    }

    public static async Task ConfigurationAsync(string input, string folder)
    {
        var output = Path.Combine(folder, "configured.ndjson");
        var configuration = Json($$"""
            { "Ingest": {
                "Sources": { "files": { "Type": "Files", "Paths": ["{{input}}"], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["events"] } },
                "Sinks": { "events": { "Type": "File", "Path": "{{output}}" } },
                "Pipe": { "OrderHold": "00:00:10", "Ordering": "Arrival", "Objects": { "MaxResumes": 2 }, "Records": { "MaxDepth": 64 } } } }
            """);
        await using (var pipe = Pipe.CreateBuilder("configured").FromConfiguration(configuration).Build())
        {
            await pipe.RunUntilEmptyAsync();
        }

        SomeTrail.ThrowUnlessAdjusted(output);
    }

    public static async Task HostAsync(string input, string folder)
    {
        var output = Path.Combine(folder, "hosted.ndjson");
        var configuration = Json($$"""
            { "Ingest": {
                "Sources": { "files": { "Type": "Files", "Paths": ["{{input}}"], "Router": "main" } },
                "Routers": { "main": { "Routes": [ { "Processors": ["Mark", "AWSCloudTrail_Adjustments"], "Sinks": ["mine"] } ] } },
                "Sinks": { "mine": { "Type": "Mine", "File": "{{output}}", "Most": 5 } } } }
            """);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFluencyIngest(configuration.GetSection("Ingest"), ingest => ingest
            .AddProcessor<MarkProcessor>("Mark")
            .AddSink<MineSink, MineOptions>("Mine", static (section, options) => section.Bind(options)));
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<MarkProcessor>().Done;
        await host.StopAsync();

        var done = host.Services.GetRequiredService<IngestPipes>()["ingest"].Statistics;
        ThrowUnless(done is PipeStatistics { Records.Delivered: 2 }, $"Two records are delivered by the host, not {done.Records}.");
        SomeTrail.ThrowUnlessAdjusted(output);
    }

    public static async Task HttpSinksAsync(string input)
    {
        var configuration = Json($$"""
            { "Ingest": {
                "Sources": { "files": { "Type": "Files", "Paths": ["{{input}}"], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["watch", "hec", "hook"] } },
                "Sinks": {
                  "watch": { "Type": "EventWatch", "Endpoint": "https://127.0.0.1:1", "Token": "t" },
                  "hec": { "Type": "HttpEventCollector", "Endpoint": "https://127.0.0.1:1", "Token": "t", "Fields": { "env": "prod" }, "Timeout": "00:00:05" },
                  "hook": { "Type": "Webhook", "Endpoint": "https://127.0.0.1:1/a", "Headers": { "X-A": "b" }, "Format": "JsonLines", "SigningKey": "k" } },
                "Pipe": { "DrainTimeout": "00:00:00.100" } } }
            """);
        using var stop = new CancellationTokenSource();
        await using var pipe = Pipe.CreateBuilder("http").FromConfiguration(configuration).Build();
        var running = pipe.RunAsync(stop.Token);
        while (pipe.Statistics.Sinks.Values.Any(sink => sink.Retries == 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        await stop.CancelAsync();
        await running;
    }

    public static Task ErrorsAsync()
    {
        var configuration = Json("""{ "Sources": { "a": { "Type": "Fils" } }, "Sinks": { "b": { "Type": "File", "Pfad": "x" } }, "Pipe": { "BufferLimit": 1 } }""");
        try
        {
            Pipe.CreateBuilder("wrong").FromConfiguration(configuration);
        }
        catch (OptionsValidationException invalid)
        {
            string[] keys = ["Sources:a:Type is", "Sources:a:Router is", "Sinks:b:Pfad is", "Sinks:b:Path is", "Pipe:BufferLimit is"];
            var missing = keys.Where(key => !invalid.Failures.Any(failure => failure.StartsWith(key, StringComparison.Ordinal))).ToList();
            ThrowUnless(missing.Count == 0, $"Missing: {string.Join(", ", missing)}, among: {invalid.Message}");
            return Task.CompletedTask;
        }

        throw new InvalidOperationException("A wrong configuration is refused.");
    }

    /// <summary>The AWS SDK's clients are made and fail to connect, as they must: nobody listens on that port.</summary>
    public static Task TemplatesAsync()
    {
        var policy = SetupTemplates.Find("iam-policy")!.Fill(new SetupTemplateValues { QueueArn = "arn:aws-cn:sqs:cn-north-1:111122223333:trail", BucketName = "logs" });
        return policy.Contains("arn:aws-cn:s3:::logs/*", StringComparison.Ordinal) && SetupTemplates.All.All(static template => template.Text.Length > 0)
            ? Task.CompletedTask
            : throw new InvalidOperationException($"The policy is {policy}");
    }

    public static async Task S3SourceAsync()
    {
        using var stop = new CancellationTokenSource();
        await using var pipe = Pipe.CreateBuilder("s3")
            .FromS3Notifications(source =>
            {
                source.QueueUrl = "http://127.0.0.1:9/111122223333/trail";
                source.ServiceUrl = "http://127.0.0.1:9";
                source.Region = "us-east-1";
                source.AccessKeyId = source.SecretAccessKey = "example";
            })
            .Route(route => route.ToNull())
            .Build();
        var run = pipe.RunAsync(stop.Token);
        await stop.CancelAsync();
        await run;
    }

    static IConfigurationRoot Json(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();

    static void ThrowUnless(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
