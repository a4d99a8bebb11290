using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing;

/// <summary>
/// S3, SQS and STS in this process, on 127.0.0.1, for the real AWS SDK: what AWS promises, and on request what AWS does on a bad day.
/// </summary>
/// <remarks>
/// <para>Set <see cref="ServiceUrl"/> as the client's <c>ServiceURL</c>, <see cref="Region"/> as its <c>AuthenticationRegion</c> and, for S3, <c>ForcePathStyle</c>.
/// Any credentials are accepted unless <see cref="Iam"/> says otherwise.</para>
/// <para>All members may be used from any thread. Everything is held in memory and gone after <see cref="DisposeAsync"/>.</para>
/// </remarks>
public sealed class LocalAws : IAsyncDisposable
{
    readonly CancellationTokenSource _stopping = new();
    LoopbackServer? _server;
    int _disposed;

    LocalAws(LocalAwsOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Region);
        ArgumentException.ThrowIfNullOrEmpty(options.AccountId);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLoggedRequests, 1);
        // Kept apart, since requests that outlive the source still look at it.
        Stopping = _stopping.Token;
        TimeProvider = options.TimeProvider;
        Region = options.Region;
        AccountId = options.AccountId;
        Requests = new LocalRequestLog(options.MaxLoggedRequests);
        Faults = new LocalFaults();
        Iam = new LocalIam(AccountId);
        S3 = new LocalS3(this);
        Sqs = new LocalSqs(this);
        Sts = new LocalSts();
    }

    /// <summary>The address for the clients, such as <c>http://127.0.0.1:41234</c>, without a slash at its end.</summary>
    public string ServiceUrl { get; private set; } = "";

    /// <summary>The region of what does not name another one.</summary>
    public string Region { get; }

    /// <summary>The account that owns everything.</summary>
    public string AccountId { get; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>The buckets.</summary>
    public LocalS3 S3 { get; }

    /// <summary>The queues.</summary>
    public LocalSqs Sqs { get; }

    /// <summary>The roles that can be assumed.</summary>
    public LocalSts Sts { get; }

    /// <summary>Who may do what. By default anybody may do everything.</summary>
    public LocalIam Iam { get; }

    /// <summary>What is to go wrong.</summary>
    public LocalFaults Faults { get; }

    /// <summary>The requests that came over HTTP, in the order of their arrival.</summary>
    public LocalRequestLog Requests { get; }

    internal CancellationToken Stopping { get; }

    internal DateTimeOffset Now => TimeProvider.GetUtcNow();

    /// <summary>Starts the endpoint.</summary>
    /// <param name="options">How, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The endpoint, which listens already.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalAws> StartAsync(LocalAwsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalAwsOptions();
        var aws = new LocalAws(options);
        try
        {
            var server = new LoopbackServer(new Dispatcher(aws).HandleAsync);
            aws._server = server;
            var port = await server.StartAsync(options.Port, cancellationToken).ConfigureAwait(false);
            aws.ServiceUrl = $"http://127.0.0.1:{port}";
            return aws;
        }
        catch
        {
            await aws.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops listening and cuts what is still connected; long polls end at once.</summary>
    /// <returns>Completes when no request is in work any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }
}
