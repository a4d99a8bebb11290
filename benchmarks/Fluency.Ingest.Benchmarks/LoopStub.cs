using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Benchmarks;

/// <summary>A queue and a bucket whose answers are fixed, in a process of its own, so that what it uses is nobody else's. Tells its address on standard output; ends when standard input does.</summary>
sealed class LoopStub
{
    const int BatchSize = 10;

    readonly Dictionary<string, (byte[] Bytes, string ETag)> _objects = new(StringComparer.Ordinal);
    readonly List<byte[]> _batches = [];
    readonly TimeSpan _delay;
    int _left;
    int _next;

    /// <param name="delay">How long each request takes at the least, as one to a store far away does.</param>
    public LoopStub(TimeSpan delay)
    {
        _delay = delay;
        for (var number = 0; number < LoopFile.Count; number++)
        {
            var file = new LoopFile(number);
            _objects[$"/{LoopFile.Bucket}/{file.Key}"] = (file.Bytes, $"\"{file.ETag}\"");
        }

        for (var first = 0; first < LoopFile.Count; first += BatchSize)
        {
            _batches.Add(BatchOf(first));
        }
    }

    public async Task RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // The console's own asynchronous reads block.
        await Task.Run(Console.In.ReadToEnd);
        await app.StopAsync();
    }

    async Task AnswerAsync(HttpContext http)
    {
        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, TimeProvider.System);
        }

        await AnswerNowAsync(http);
    }

    Task AnswerNowAsync(HttpContext http)
    {
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        return target switch
        {
            "AmazonSQS.ReceiveMessage" => SendAsync(http, "application/x-amz-json-1.0", Interlocked.Add(ref _left, -BatchSize) >= 0 ? NextBatch() : "{}"u8.ToArray()),
            "AmazonSQS.DeleteMessageBatch" or "AmazonSQS.ChangeMessageVisibilityBatch" => SettleAsync(http),
            "AmazonSQS.GetQueueAttributes" => SendAsync(http, "application/x-amz-json-1.0", "{}"u8.ToArray()),
            _ when http.Request.Method == "PUT" => RefillAsync(http),
            _ => GetAsync(http),
        };
    }

    byte[] NextBatch() => _batches[(int)((uint)Interlocked.Increment(ref _next) % (uint)_batches.Count)];

    Task RefillAsync(HttpContext http)
    {
        Volatile.Write(ref _left, int.Parse(http.Request.QueryString.Value!.AsSpan(1), CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    Task GetAsync(HttpContext http)
    {
        if (!_objects.TryGetValue(http.Request.Path.Value!, out var found))
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        var headers = http.Response.Headers;
        headers["x-amz-id-2"] = "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrRhdoNxfZXKDMq9lQMSiOtp";
        headers["x-amz-request-id"] = "4442587FB7D0A2F9";
        headers.LastModified = "Fri, 02 Jan 2026 00:05:00 GMT";
        headers.ETag = found.ETag;
        headers["x-amz-server-side-encryption"] = "AES256";
        headers.AcceptRanges = "bytes";
        headers.Server = "AmazonS3";
        return SendAsync(http, "application/json", found.Bytes);
    }

    static async Task SettleAsync(HttpContext http)
    {
        using var request = await JsonDocument.ParseAsync(http.Request.Body);
        var ids = request.RootElement.GetProperty("Entries").EnumerateArray().Select(static entry => $$"""{"Id":"{{entry.GetProperty("Id").GetString()}}"}""");
        await SendAsync(http, "application/x-amz-json-1.0", Encoding.UTF8.GetBytes($$"""{"Failed":[],"Successful":[{{string.Join(',', ids)}}]}"""));
    }

    static Task SendAsync(HttpContext http, string type, byte[] body)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        http.Response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    static byte[] BatchOf(int first)
    {
        var messages = Enumerable.Range(first, BatchSize).Select(number =>
        {
            var body = new LoopFile(number).Notification;
            return new
            {
                MessageId = new Guid(number, 0, 0, new byte[8]),
                ReceiptHandle = Convert.ToBase64String(SHA512.HashData(BitConverter.GetBytes(number))) + new string('A', 300),
#pragma warning disable CA5351 // SQS's own, which the SDK checks.
                MD5OfBody = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body))),
#pragma warning restore CA5351
                Body = body,
                Attributes = new { ApproximateReceiveCount = "1" },
            };
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { Messages = messages });
    }
}
