using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fluency.Ingest.Testing.Http;

/// <summary>One request on its way through an endpoint.</summary>
sealed class Call
{
    static long _lastId;

    public Call(LocalAws aws, HttpContext http)
    {
        Aws = aws;
        Http = http;
        Target = new RequestTarget(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        Credential = Credential.Of(http.Request);
        Id = Interlocked.Increment(ref _lastId).ToString("X16", CultureInfo.InvariantCulture);
        Log = new LocalRequest
        {
            Time = aws.Now,
            AccessKeyId = Credential.AccessKeyId,
            SigningRegion = Credential.Region,
            SessionToken = Credential.SessionToken,
        };
    }

    public LocalAws Aws { get; }

    public HttpContext Http { get; }

    public RequestTarget Target { get; }

    public Credential Credential { get; }

    public string Id { get; }

    public LocalRequest Log { get; }

    /// <summary>Who asks; set before the endpoint runs.</summary>
    public LocalIdentity Identity { get; set; } = null!;

    /// <summary>The whole body, for endpoints that have read it.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The body as JSON, for endpoints that speak it.</summary>
    public JsonElement Json { get; set; }

    /// <summary>Fires when the client has gone or the endpoint stops.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    public HttpResponse Response => Http.Response;

    public string? Header(string name)
    {
        var values = Http.Request.Headers[name];
        return values.Count == 0 ? null : values.ToString();
    }

    /// <summary>Whether the client has closed its side, as far as the kernel knows: that is earlier than <see cref="Aborted"/> fires.</summary>
    public bool ClientHasLeft()
    {
        if (Aborted.IsCancellationRequested)
        {
            return true;
        }

        var socket = Http.Features.Get<IConnectionSocketFeature>()?.Socket;
        try
        {
            return socket is not null && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Reads the whole body into <see cref="Body"/>.</summary>
    public async Task ReadBodyAsync()
    {
        var length = Http.Request.ContentLength;
        if (length is null)
        {
            using var grown = new MemoryStream();
            await Http.Request.Body.CopyToAsync(grown, Aborted).ConfigureAwait(false);
            Body = grown.ToArray();
            return;
        }

        var body = new byte[length.Value];
        await Http.Request.Body.ReadExactlyAsync(body, Aborted).ConfigureAwait(false);
        Body = body;
    }
}
