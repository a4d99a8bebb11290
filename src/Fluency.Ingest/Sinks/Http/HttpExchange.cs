using System.Net.Http.Headers;
using System.Text;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Sends requests to one receiver and reads what it answers, bounded in bytes and time.</summary>
sealed class HttpExchange : IDisposable
{
    // A receiver that asks for more is asked again all the same: it may have been started anew.
    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    const int LongestText = 200;

    // What is shorter would only make holes in what the receiver says.
    const int ShortestHidden = 6;

    // JSON within JSON makes as many of a character: \\u002b.
    const int LongestEscape = 7;

    readonly HttpMessageInvoker _client;
    readonly List<Secret> _hidden = [];
    readonly HttpSinkOptions _options;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;

    /// <param name="options">Address, token, authorities and limits.</param>
    /// <param name="keepCookies">See <see cref="HttpHandlers.Create"/>.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <param name="handler">Takes the requests in place of the network. Default: none.</param>
    public HttpExchange(HttpSinkOptions options, bool keepCookies, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _options = options;
        Name = HttpSinkRules.Shown(new Uri(options.Endpoint));
        Token = Secret.Of(nameof(options.Token), options.Token, options.TokenFile);
        Hide(Token);
        _timeout = options.Timeout;
        _time = time;
        _client = new HttpMessageInvoker(handler ?? HttpHandlers.Create(options, keepCookies), disposeHandler: true);
    }

    /// <summary>Makes a client of the caller's own, which trusts the same authorities.</summary>
    public HttpClient CreateClient() => new(HttpHandlers.Create(_options, keepCookies: false), disposeHandler: true);

    /// <summary>The receiver, for people: without its path, which may be a secret.</summary>
    public string Name { get; }

    /// <summary>The token, if there is one.</summary>
    public Secret? Token { get; }

    public TimeProvider Time => _time;

    /// <summary>Takes a secret out of whatever the receiver answers, before it is shown. To be called before the first request.</summary>
    public void Hide(Secret? secret)
    {
        if (secret is not null)
        {
            _hidden.Add(secret);
        }
    }

    /// <summary>Takes texts that may be secrets out of whatever the receiver answers. To be called before the first request.</summary>
    public void Hide(IEnumerable<string> texts)
    {
        // The longest first: of one that holds another, the rest would be left to see.
        foreach (var text in texts.Where(static text => text.Length >= ShortestHidden).Distinct().OrderByDescending(static text => text.Length))
        {
            Hide(Secret.Of("Text", text, null));
        }
    }

    /// <summary>What an address says beside its <see cref="Name"/>, as it is sent and decoded.</summary>
    /// <remarks>Many receivers know the sender by the address alone, and repeat it when they know none ("Cannot POST /hooks/...").</remarks>
    public static IEnumerable<string> PartsOf(Uri address) =>
        address.PathAndQuery.Split('/', '?', '&', '=').Append(address.AbsolutePath).SelectMany(static part => new[] { part, Uri.UnescapeDataString(part) });

    /// <summary>Begins a request.</summary>
    public static HttpRequestMessage Post(Uri address, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, HttpCompression compression)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new LentContent(body) };
        request.Content.Headers.ContentType = type;
        if (compression == HttpCompression.Gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        return request;
    }

    /// <summary>Sends a request and disposes it.</summary>
    /// <param name="request">The request, made by <see cref="Post"/>. Its body is lent until the task completes.</param>
    /// <param name="answer">Takes the beginning of the answer's body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token fired: what became of the request is unknown.</exception>
    public async ValueTask<HttpAnswer> SendAsync(HttpRequestMessage request, Memory<byte> answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _client.SendAsync(request, ending.Token).ConfigureAwait(false);
            var length = await ReadAsync(response.Content, answer, ending.Token).ConfigureAwait(false);
            return new HttpAnswer((int)response.StatusCode, answer[..length]) { RetryAfter = RetryAfterOf(response.Headers.RetryAfter) };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Whatever a broken connection throws then: who gives up must not be told of a failure.
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpAnswer(0, default) { Failure = WordsFor(exception), Exception = exception };
        }
        finally
        {
            // The client may still be sending, to a receiver that has answered early: the body's memory is needed for something else.
            await ending.CancelAsync().ConfigureAwait(false);
            await ((LentContent)request.Content!).CloseAsync().ConfigureAwait(false);
            request.Dispose();
        }
    }

    /// <summary>What a receiver wrote, made fit to be shown: short, one line, without secrets.</summary>
    public string Show(ReadOnlySpan<byte> text)
    {
        // The secrets go before the text is cut: a part of one at the end would not be found.
        var shown = _hidden.Aggregate(Encoding.UTF8.GetString(text), static (shown, secret) => secret.Redact(shown));
        shown = text.Length < HttpWrite.MostAnswerBytes ? shown : WithoutEnd(shown);
        return OneLine.Of(shown.Length > LongestText ? shown[..LongestText] : shown).Trim();
    }

    public void Dispose() => _client.Dispose();

    // Of an answer that was not read to its end: there may stand the beginning of a secret.
    string WithoutEnd(string text) => text[..Math.Max(0, text.Length - (LongestEscape * _hidden.Max(static secret => (int?)secret.Length) ?? 0))];

    static async ValueTask<int> ReadAsync(HttpContent content, Memory<byte> answer, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var length = 0;
        while (length < answer.Length)
        {
            var read = await stream.ReadAsync(answer[length..], cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }

        // The rest is not read: disposing the response closes the connection then.
        return length;
    }

    TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date - _time.GetUtcNow());
        return asked > LongestRetryAfter ? LongestRetryAfter : asked > TimeSpan.Zero ? asked : null;
    }

    string WordsFor(Exception exception) => exception switch
    {
        OperationCanceledException => $"{Name} did not answer within {_timeout} (Timeout); what became of the request is unknown, so that its records are sent again.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"The name in {Name} has no address now. Check the Endpoint, and this machine's DNS.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"No secure connection to {Name}: {InnermostOf(exception)} If an authority of your own vouches for it, name its certificate as CertificateAuthorityFile.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => $"No connection to {Name}: {InnermostOf(exception)}",
        _ => $"The connection to {Name} broke: {InnermostOf(exception)}",
    };

    static string InnermostOf(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
    }
}
