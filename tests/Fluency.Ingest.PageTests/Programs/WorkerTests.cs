using System.Net;
using Fluency.Ingest.PageTests.Support;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.PageTests.Programs;

/// <summary><c>samples/Worker</c>, as a process with the configuration that lies beside it.</summary>
public sealed class WorkerTests
{
    const string Listening = "Now listening on: ";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_AnswersPageHealthAndMetricsAndDrainsWhenStopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var aws = await LocalAws.StartAsync(cancellationToken: Token);
        var queue = aws.Sqs.CreateQueue("trail");
        var bucket = aws.S3.CreateBucket("logs");
        bucket.NotifyQueue(queue);
        await using var worker = Start(aws, queue);
        var url = await worker.WaitForLineAsync(line => line.Contains(Listening, StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri(url[(url.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) };
        foreach (var file in new CloudTrailGenerator(seed: 1).Files(5))
        {
            bucket.Put(file.Key, file.Bytes);
        }

        await queue.WaitUntilEmptyAsync(Token);

        (await TextAsync(client, "ingest/")).Should().Contain("<title>Fluency.Ingest</title>");
        (await TextAsync(client, "")).Should().Contain("<title>Fluency.Ingest</title>", "the root leads to the page");
        (await TextAsync(client, "health/live")).Should().Be("Healthy");
        (await TextAsync(client, "health/ready")).Should().Be("Healthy");
        (await TextAsync(client, "metrics")).Should().Contain("fluency_ingest_");
        (await TextAsync(client, "metrics", "application/openmetrics-text")).Should().Contain("service_name=\"fluency-ingest-worker\"");

        await worker.SignalAsync("TERM");

        (await worker.WaitForEndAsync()).Should().Be(0, worker.Said);
        worker.Said.Should().Contain("Pipe 'ingest' stopped. Deliveries: 5 complete");
    }

    static RunningProgram Start(LocalAws aws, LocalQueue queue) => RunningProgram.Start(
        "Worker",
        File.ReadAllText(Path.Combine(OpenPage.RepositoryFolder(), "samples", "Worker", "appsettings.json")),
        "appsettings.json",
        "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0",
        $"--Ingest:Sources:trail:QueueUrl={queue.Url}",
        $"--Ingest:Sources:trail:ServiceUrl={aws.ServiceUrl}",
        "--Ingest:Sources:trail:ForcePathStyle=true",
        "--Ingest:Sources:trail:AccessKeyId=test",
        "--Ingest:Sources:trail:SecretAccessKey=test");

    static async Task<string> TextAsync(HttpClient client, string url, string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.Add("Accept", accept);
        using var answer = await client.SendAsync(request, Token);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
