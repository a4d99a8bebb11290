using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Fluency.Ingest.Testing.Collector;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing;

/// <summary>
/// An HTTP Event Collector and a webhook's receiver in this process, on 127.0.0.1: what Splunk's does by its documentation, and on request what receivers do on a bad day.
/// </summary>
/// <remarks>
/// <para>Known: <c>/services/collector/event</c> (and without <c>/event</c>), <c>/services/collector/ack</c> and <c>/services/collector/health</c>; tokens, indexes, channels, acknowledgements, gzip, the codes
/// and texts of refusals with the number of the event, and the limit of a body. Of a request with a wrong event, those before it are taken, as by Splunk. Every other path takes webhooks: JSON arrays, or one record a line.</para>
/// <para>All members may be used from any thread. Everything is held in memory and gone after <see cref="DisposeAsync"/>.</para>
/// </remarks>
public sealed class LocalCollector : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, CollectorToken> _tokens = new(StringComparer.Ordinal);
    readonly Lock _lock = new();
    readonly List<CollectorRequest> _requests = []; // under the lock
    readonly List<string> _webhookRecords = []; // under the lock
    readonly Signal _changed = new();
    readonly X509Certificate2? _certificate;
    LoopbackServer? _server;
    int _port;
    bool _isDisposed;

    LocalCollector(LocalCollectorOptions options)
    {
        Options = options;
        TimeProvider = options.TimeProvider;
        Store = new EventStore(options.TimeProvider);
        AddToken(options.Token, options.Acknowledge);
        if (options.UseTls)
        {
            (CertificateAuthorityPem, _certificate) = CollectorCertificates.Create(options.CertificateName);
        }
    }

    /// <summary>The address for an event collector's senders, such as <c>http://127.0.0.1:41234</c>, without a slash at its end. The same for as long as this object lives.</summary>
    public string Url => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}";

    /// <summary>An address for webhooks; any other path that does not begin with <c>/services/collector</c> does as well.</summary>
    public string WebhookUrl => $"{Url}/webhook";

    /// <summary>The first token.</summary>
    public string Token => Options.Token;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>With <see cref="LocalCollectorOptions.UseTls"/>: the certificate (PEM) of the authority that vouches for this collector; else empty.</summary>
    public string CertificateAuthorityPem { get; } = "";

    /// <summary>What is to go wrong.</summary>
    public CollectorFaults Faults { get; } = new();

    /// <summary>The events that are indexed, in order, each as often as it came. A snapshot.</summary>
    public IReadOnlyList<CollectedEvent> Events => Store.Indexed;

    /// <summary>How many events were taken but are not indexed yet: <see cref="RestartAsync"/> loses them.</summary>
    public int PendingEvents => Store.PendingCount;

    /// <summary>How long an event that was taken is in memory only, before it is indexed and acknowledged. Default zero; a change holds for events that come later.</summary>
    public TimeSpan IndexingDelay
    {
        get => Store.IndexingDelay;
        set => Store.IndexingDelay = value;
    }

    /// <summary>Refuses events for what is in them: with code 6 and the event's number. Default none.</summary>
    public Predicate<CollectedEvent>? RefuseEvent { get; set; }

    /// <summary>Refuses webhooks for a record in them: with 422, without saying which record. Default none.</summary>
    public Predicate<string>? RefuseRecord { get; set; }

    /// <summary>The records of webhooks that were answered with 200: JSON as it was sent, each as often as it came. A snapshot.</summary>
    public IReadOnlyList<string> WebhookRecords
    {
        get
        {
            lock (_lock)
            {
                return [.. _webhookRecords];
            }
        }
    }

    /// <summary>The requests, in the order of their arrival. A snapshot.</summary>
    public IReadOnlyList<CollectorRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    internal LocalCollectorOptions Options { get; }

    internal EventStore Store { get; }

    /// <summary>Starts a collector.</summary>
    /// <param name="options">How, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The collector, which listens already.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalCollector> StartAsync(LocalCollectorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalCollectorOptions();
        var collector = new LocalCollector(options) { _port = options.Port };
        try
        {
            await collector.ComeBackAsync(cancellationToken).ConfigureAwait(false);
            return collector;
        }
        catch
        {
            await collector.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a token, or changes what it allows.</summary>
    /// <param name="token">The token.</param>
    /// <param name="acknowledge">Whether it has indexer acknowledgement on. Default <see langword="false"/>.</param>
    /// <param name="indexes">The indexes that it may write to. Default all.</param>
    public void AddToken(string token, bool acknowledge = false, params IReadOnlyList<string> indexes)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        ArgumentNullException.ThrowIfNull(indexes);
        _tokens[token] = new CollectorToken(acknowledge, indexes);
    }

    /// <summary>Disables a token, which stays known.</summary>
    /// <param name="token">The token.</param>
    public void DisableToken(string token) => _tokens[token] = _tokens[token] with { IsDisabled = true };

    /// <summary>Forgets a token.</summary>
    /// <param name="token">The token.</param>
    public void RemoveToken(string token) => _tokens.TryRemove(token, out _);

    /// <summary>Stops listening and cuts every connection. What was taken is kept.</summary>
    /// <param name="cancellationToken">Gives up before it begins; stopping waits for nobody.</param>
    /// <returns>Completes when nothing can be reached any more.</returns>
    public async Task GoDownAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Listens again, at the same address.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when requests are answered.</returns>
    public async Task ComeBackAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var server = new LoopbackServer(new CollectorEndpoint(this).HandleAsync, _certificate);
        _port = await server.StartAsync(_port, cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _server, server) is { } before)
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Is killed and started again: connections are cut, and events that are not indexed, channels and acknowledgements are lost.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when requests are answered again.</returns>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await GoDownAsync(cancellationToken).ConfigureAwait(false);
        Store.Lose();
        await ComeBackAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until something holds of this collector; looks whenever a request begins or ends, or events are taken.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when it holds.</returns>
    public async Task WaitUntilAsync(Func<LocalCollector, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            var changed = Task.WhenAny(_changed.Next, Store.Changed);
            if (condition(this))
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening and cuts every connection.</summary>
    /// <returns>Completes when no request is in work any more.</returns>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Faults.Clear();
        await GoDownAsync(CancellationToken.None).ConfigureAwait(false);
        _certificate?.Dispose();
    }

    internal void Begin(CollectorRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }

        _changed.Pulse();
    }

    internal void End(CollectorRequest request)
    {
        request.IsComplete = true;
        _changed.Pulse();
    }

    internal bool Refuses(CollectedEvent read) => RefuseEvent?.Invoke(read) == true;

    internal (CollectorToken? Token, CollectorAnswer? Refusal) TokenOf(string? authorization)
    {
        const string Scheme = "Splunk ";
        if (string.IsNullOrWhiteSpace(authorization))
        {
            return (null, CollectorAnswer.TokenRequired);
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (null, CollectorAnswer.AuthorizationInvalid);
        }

        if (!_tokens.TryGetValue(authorization[Scheme.Length..].Trim(), out var token))
        {
            return (null, CollectorAnswer.TokenInvalid);
        }

        return token.IsDisabled ? (null, CollectorAnswer.TokenDisabled) : (token, null);
    }

    internal bool TryTake(IReadOnlyList<string> records)
    {
        if (RefuseRecord is { } refuse && records.Any(record => refuse(record)))
        {
            return false;
        }

        lock (_lock)
        {
            _webhookRecords.AddRange(records);
        }

        return true;
    }
}
