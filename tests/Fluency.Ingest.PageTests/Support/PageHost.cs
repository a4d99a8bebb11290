using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>A web host with one pipe from <see cref="LocalAws"/>, whose page is at <c>/ingest</c>.</summary>
sealed class PageHost : IAsyncDisposable
{
    readonly WebApplication _app;
    int _files;

    PageHost(LocalAws aws, LocalBucket bucket, LocalQueue queue, WebApplication app, FakeTimeProvider? time)
    {
        (Aws, Bucket, Queue, _app) = (aws, bucket, queue, app);
        Time = time;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Root };
    }

    public LocalAws Aws { get; }

    public LocalBucket Bucket { get; }

    public LocalQueue Queue { get; }

    public FakeTimeProvider? Time { get; }

    /// <summary>The application's root; the page is at <c>ingest/</c> below it.</summary>
    public Uri Root => new(_app.Urls.First());

    public Uri Page => new(Root, "ingest/");

    /// <summary>A client that does not follow redirections.</summary>
    public HttpClient Client { get; }

    public Pipe Pipe => _app.Services.GetRequiredService<IngestPipes>()[0];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PageHost> StartAsync(PageSetup? setup = null)
    {
        setup ??= new PageSetup();
        var aws = await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = setup.Time ?? TimeProvider.System }, Token);
        var bucket = aws.S3.CreateBucket("logs");
        var queue = aws.Sqs.CreateQueue("trail");
        bucket.NotifyQueue(queue);
        var app = Build(setup, aws, queue);
        await app.StartAsync(Token);
        return new PageHost(aws, bucket, queue, app, setup.Time);
    }

    /// <summary>Puts generated files into the bucket, other ones each time.</summary>
    public void Put(int files)
    {
        // A file follows every 75 seconds; the last of these is as old as CloudTrail's are when they come.
        var generator = new CloudTrailGenerator(seed: 1) { Start = (Time ?? TimeProvider.System).GetUtcNow() - TimeSpan.FromSeconds(75) * (_files + files) };
        foreach (var file in generator.Files(_files + files).Skip(_files))
        {
            Bucket.Put(file.Key, file.Bytes);
        }

        _files += files;
    }

    /// <summary>Lets the host's clock run, faster than the real one, for as long as a task takes: requests and browsers take real time.</summary>
    public async Task WhileTimePassesAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Time!.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token));
        }

        await task;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        var disposed = _app.DisposeAsync().AsTask();
        await (Time is null ? disposed : WhileTimePassesAsync(disposed));
        await Aws.DisposeAsync();
    }

    static WebApplication Build(PageSetup setup, LocalAws aws, LocalQueue queue)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // Nothing of a test ends because this has passed: what does not end by itself is seen to hang.
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromHours(1));
        if (setup.Time is { } time)
        {
            builder.Services.AddSingleton<TimeProvider>(time);
        }

        builder.Services.AddFluencyIngest(ingest => ingest.AddPipe(setup.PipeName, pipe =>
        {
            pipe.FromS3Notifications(source =>
            {
                source.QueueUrl = queue.Url;
                source.ServiceUrl = aws.ServiceUrl;
                source.Region = aws.Region;
                source.ForcePathStyle = true;
                source.AccessKeyId = "test";
                source.SecretAccessKey = "test";
            }, setup.SourceName);
            (setup.Describe ?? Describe)(pipe);
        }));
        setup.Services?.Invoke(builder.Services);
        var app = builder.Build();
        setup.Middleware?.Invoke(app);
        var page = app.MapFluencyIngest("/ingest", setup.Page);
        setup.Conventions?.Invoke(page);
        return app;
    }

    static void Describe(PipeBuilder pipe) => pipe
        .Route(route => route.Process<CloudTrailAdjustments>().To(new NullSink(), "events"), "main")
        .Quarantine(new NullSink());
}
