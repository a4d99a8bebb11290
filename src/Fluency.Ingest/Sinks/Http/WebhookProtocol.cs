using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>A POST of records to any receiver: JSON, headers of one's own, a signature, and an id by which a repetition is recognised.</summary>
sealed class WebhookProtocol : IHttpProtocol
{
    static readonly MediaTypeHeaderValue Array = new("application/json");
    static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    readonly WebhookOptions _options;
    readonly HttpExchange _exchange;
    readonly Uri _address;
    readonly Secret? _key;

    public WebhookProtocol(WebhookOptions options, HttpExchange exchange)
    {
        _options = options;
        _exchange = exchange;
        _address = new Uri(options.Endpoint);
        _key = Secret.Of(nameof(options.SigningKey), options.SigningKey, options.SigningKeyFile);
        exchange.Hide(_key);
        exchange.Hide(options.Headers.Values.SelectMany(static value => value.Split(' ').Append(value)).Concat(HttpExchange.PartsOf(_address)));
    }

    // The brackets around an array, in which the last record has no comma.
    public int FramingBytes => _options.Format == WebhookFormat.JsonLines ? 0 : 1;

    public void Render(Record record, RecordLineWriter writer)
    {
        if (_options.Format == WebhookFormat.JsonLines)
        {
            writer.Write(record);
            return;
        }

        record.WriteTo(writer);
        ((IBufferWriter<byte>)writer).Write(","u8);
    }

    public async ValueTask<HttpVerdict> SendAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        var answer = await _exchange.SendAsync(Prepare(write), write.Answer, cancellationToken).ConfigureAwait(false);
        return HttpStatusVerdicts.Of(answer, _exchange);
    }

    public string? ReadSigningKey()
    {
        ReadKey();
        return _key?.Origin;
    }

    /// <summary>The id of a request: the same for the same records in the same form and order, however often they are sent.</summary>
    /// <remarks>Records have their ids whatever a route made of them, and two routes may lead here; records that look alike are told apart by their ids.</remarks>
    static string IdOf(RecordBatch batch, int start, int end, ReadOnlySpan<byte> rendered)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> id = stackalloc byte[RecordId.TextLength];
        for (var i = start; i < end; i++)
        {
            batch[i].Id.TryFormat(id);
            hash.AppendData(id);
        }

        hash.AppendData(rendered);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);

        // 128 bits, as of a record's own id.
        return Convert.ToHexStringLower(digest[..16]);
    }

    HttpRequestMessage Prepare(HttpWrite write)
    {
        var token = _exchange.Token?.Read();
        var key = ReadKey();
        var body = Compose(write);
        var request = HttpExchange.Post(_address, body, _options.Format == WebhookFormat.JsonLines ? Lines : Array, _options.Compression);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _options.TokenScheme.Length == 0 ? token : $"{_options.TokenScheme} {token}");
        }

        foreach (var (name, value) in _options.Headers)
        {
            // .NET takes those of a body, such as Content-Language and Expires, nowhere else.
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        Sign(request, IdOf(write.Batch!, write.Slices.Start, write.Slices.End, write.Slice.Span), key, body.Span);
        return request;
    }

    byte[]? ReadKey() => _key is null ? null
        : WebhookSignature.KeyOf(_key.Read()) ?? throw new SinkException($"{_key.Origin} (not shown) is no key: behind {WebhookSignature.KeyPrefix} there must be base64. Nothing is sent meanwhile.", isTransient: true);

    void Sign(HttpRequestMessage request, string id, byte[]? key, ReadOnlySpan<byte> body)
    {
        var now = _exchange.Time.GetUtcNow().ToUnixTimeSeconds();
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, now.ToString(CultureInfo.InvariantCulture));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(key, id, now, body));
        }
    }

    ReadOnlyMemory<byte> Compose(HttpWrite write)
    {
        write.Body.Clear();
        if (_options.Compression == HttpCompression.None)
        {
            WriteTo(write.Body, write.Slice.Span);
        }
        else
        {
            using var gzip = new GZipStream(write.Body, CompressionLevel.Fastest, leaveOpen: true);
            WriteTo(gzip, write.Slice.Span);
        }

        return write.Body.Written;
    }

    void WriteTo(Stream body, ReadOnlySpan<byte> records)
    {
        if (_options.Format == WebhookFormat.JsonLines)
        {
            body.Write(records);
            return;
        }

        body.Write("["u8);
        body.Write(records[..^1]);
        body.Write("]"u8);
    }
}
