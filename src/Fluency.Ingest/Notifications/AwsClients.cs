using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SQS;

namespace Fluency.Ingest.Notifications;

/// <summary>Makes the SDK's clients for one source, when they are first needed, and disposes those that it made.</summary>
/// <param name="options">Region, endpoint and credentials.</param>
/// <param name="sqs">The user's own client, or null.</param>
/// <param name="s3">The user's own client, or null.</param>
/// <param name="time">The clock by which the sessions of a role end.</param>
sealed class AwsClients(S3NotificationOptions options, IAmazonSQS? sqs, IAmazonS3? s3, TimeProvider time) : IDisposable
{
    // Bounds what a flood of made-up regions can cost; AWS has fewer than forty.
    const int MaxRegions = 64;

    // The wait of a receive is at most 20 seconds, and the headers of an object come within seconds: what takes longer is a dead connection.
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    static readonly HashSet<string> KnownRegions = new(RegionEndpoint.EnumerableAllRegions.Select(static region => region.SystemName), StringComparer.Ordinal);

    readonly ConcurrentDictionary<string, Lazy<IAmazonS3>> _s3 = new(StringComparer.Ordinal);
    readonly HttpClients _http = new(time);
    readonly Lock _lock = new();
    AWSCredentials? _credentials;
    AmazonSQSClient? _sqs;
    string? _homeRegion;

    /// <summary>The client for the queue.</summary>
    /// <exception cref="AmazonClientException">There are no credentials, or no region.</exception>
    public IAmazonSQS Sqs
    {
        get
        {
            if (sqs is not null)
            {
                return sqs;
            }

            lock (_lock)
            {
                return _sqs ??= CreateSqs();
            }
        }
    }

    /// <summary>A new client for roles, to be disposed by the caller.</summary>
    public AmazonSecurityTokenServiceClient CreateSts() => new(BaseCredentials(), Configure(new AmazonSecurityTokenServiceConfig(), HomeRegion()));

    /// <summary>The same with the credentials that S3 and SQS are asked with: those of the role, if there is one.</summary>
    public AmazonSecurityTokenServiceClient CreateStsAsCollector()
    {
        lock (_lock)
        {
            return new AmazonSecurityTokenServiceClient(Credentials(), Configure(new AmazonSecurityTokenServiceConfig(), HomeRegion()));
        }
    }

    /// <summary>The region that the queue is asked for in.</summary>
    /// <exception cref="AmazonClientException">None is known.</exception>
    public string Region => HomeRegion();

    /// <summary>The region that a message tells, if there is one of that name; else null.</summary>
    /// <remarks>
    /// The host of a region that does not exist resolves nowhere, which looks like an outage and would be waited out for ever. Asked at home, S3 itself
    /// tells the region of a bucket, also one that is newer than the SDK. A store of one's own may name regions as it likes.
    /// </remarks>
    public string? Known(string? region) => region is null || options.ServiceUrl is not null || KnownRegions.Contains(region) ? region : null;

    /// <summary>The client for a bucket.</summary>
    /// <param name="region">Where the bucket lies, as far as is known; that of the queue if it is not, or names no region of the queue's partition.</param>
    public IAmazonS3 S3(string? region)
    {
        if (s3 is not null)
        {
            return s3;
        }

        var chosen = Choose(region);
        return _s3.GetOrAdd(chosen, name => new Lazy<IAmazonS3>(() => CreateS3(name))).Value;
    }

    /// <summary>Whether AWS says that the credentials have ended. The clients that are made here take new ones for the next request, if there are any.</summary>
    public static bool IsExpired(Exception exception) =>
        exception is AmazonServiceException { ErrorCode: "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" };

    /// <inheritdoc/>
    public void Dispose()
    {
        _sqs?.Dispose();
        foreach (var client in _s3.Values.Where(static client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }

        // Others may share what the SDK's chain found.
        (_credentials as AssumedRoleCredentials)?.Dispose();
    }

    // A region from a message is another's text: it must not send signed requests to another partition's hosts.
    string Choose(string? region)
    {
        var home = HomeRegion();
        if (region is null || region == home || !IsRegionName(region)
            || RegionEndpoint.GetBySystemName(region).PartitionName != RegionEndpoint.GetBySystemName(home).PartitionName)
        {
            return home;
        }

        return _s3.Count < MaxRegions || _s3.ContainsKey(region) ? region : home;
    }

    static bool IsRegionName(string region) =>
        region.Length is > 4 and < 32 && region.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && char.IsAsciiDigit(region[^1]);

    // A receive that the SDK tries again by itself hides what the first one took: the second is empty, and the queue would seem exhausted. Everything that
    // is asked of the queue is tried again here, where that is known.
    AmazonSQSClient CreateSqs()
    {
        var config = Configure(new AmazonSQSConfig(), HomeRegion());
        config.MaxErrorRetry = 0;
        config.MaxStaleConnectionRetries = 0;
        if (!options.UseFipsEndpoint && !options.UseDualStack && options.ServiceUrl is null && QueueAddress.OwnEndpointOf(options.QueueUrl) is { } own)
        {
            config.ServiceURL = own;
            config.AuthenticationRegion = HomeRegion();
        }

        config.EndpointProvider = new RememberedEndpoints(config.EndpointProvider);
        return Watch(new AmazonSQSClient(Credentials(), config));
    }

    AmazonS3Client CreateS3(string region)
    {
        var config = Configure(new AmazonS3Config(), region);
        config.ForcePathStyle = options.ForcePathStyle;

        // What is not set is looked up in the environment and in files, for every request.
        config.DisableMultiregionAccessPoints = config.DisableMultiregionAccessPoints;
        config.EndpointProvider = new RememberedEndpoints(config.EndpointProvider);
        lock (_lock)
        {
            return Watch(new AmazonS3Client(Credentials(), config));
        }
    }

    T Watch<T>(T client)
        where T : AmazonServiceClient
    {
        client.ExceptionEvent += (_, arguments) =>
        {
            if (arguments is WebServiceExceptionEventArgs { Exception: { } exception } failed && IsExpired(exception))
            {
                Discard(failed.Headers?.FirstOrDefault(static header => header.Key.Equals("X-Amz-Security-Token", StringComparison.OrdinalIgnoreCase)).Value);
            }
        };
        return client;
    }

    // A session may end sooner than was said, by a clock that is wrong or a person's hand; it would be used until its time.
    void Discard(string? token)
    {
        lock (_lock)
        {
            (_credentials as AssumedRoleCredentials)?.Discard(token);
            (_credentials as RefreshingAWSCredentials)?.ClearCredentials();
        }
    }

    // Under the lock.
    AWSCredentials Credentials() => _credentials ??= options.RoleArn is null ? BaseCredentials() : RoleCredentials(options.RoleArn);

    AssumedRoleCredentials RoleCredentials(string roleArn) => new(CreateSts(), roleArn, options.ExternalId, time);

    AWSCredentials BaseCredentials()
    {
        if (options is { AccessKeyId: { } id, SecretAccessKey: { } secret })
        {
            return options.SessionToken is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
        }

        if (options.Profile is { } profile)
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
                ? credentials
                : throw new AmazonClientException($"The profile '{profile}' is not in the AWS configuration files, or has no credentials. Name one that is there (Profile), or make it: aws configure --profile {profile}");
        }

        return DefaultCredentials();
    }

    // The SDK tells of each provider that it asked in a line of its own, in words for programmers.
    static AWSCredentials DefaultCredentials()
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (AmazonClientException exception)
        {
            var profile = Environment.GetEnvironmentVariable("AWS_PROFILE") is { Length: > 0 } named ? named : "default";
            throw new AmazonClientException(
                "There are no credentials: none were found in the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a web identity), in the profile "
                + $"'{profile}' of the AWS configuration files, or from the role of a container or instance. Set those variables, name a Profile, or run where there is a role.",
                exception);
        }
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "The names of regions are lower case.")]
    string HomeRegion() => _homeRegion ??= (options.Region
        ?? QueueAddress.RegionOf(options.QueueUrl)
        ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: options.ServiceUrl is null)?.SystemName
        ?? (options.ServiceUrl is null
            ? throw new AmazonClientException($"The region is not known: QueueUrl ({options.QueueUrl}) names none. Set Region, or AWS_REGION in the environment.")
            : "us-east-1")).ToLowerInvariant();

    T Configure<T>(T config, string region)
        where T : ClientConfig
    {
        config.Timeout = Timeout;
        config.HttpClientFactory = _http;

        // A connection that the other side closed before the headers is tried ten more times at once by default: five are enough to empty a stale pool.
        config.MaxStaleConnectionRetries = 5;
        if (options.ServiceUrl is { } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);

            // Only what is asked for: otherwise the environment (AWS_USE_FIPS_ENDPOINT and others) has its say, as in every program with the SDK.
            if (options.UseFipsEndpoint)
            {
                config.UseFIPSEndpoint = true;
            }

            if (options.UseDualStack)
            {
                config.UseDualstackEndpoint = true;
            }
        }

        return config;
    }
}
