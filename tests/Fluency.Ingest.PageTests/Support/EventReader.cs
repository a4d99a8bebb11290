using System.Net.ServerSentEvents;
using System.Text.Json;
using Xunit;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>Server-sent events as a client reads them.</summary>
sealed class EventReader : IAsyncDisposable
{
    readonly HttpResponseMessage _response;
    readonly IAsyncEnumerator<SseItem<string>> _events;

    EventReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _events = SseParser.Create(stream).EnumerateAsync(Token).GetAsyncEnumerator(Token);
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EventReader> OpenAsync(HttpClient client, string url)
    {
        var response = await client.GetAsync(new Uri(url, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        response.EnsureSuccessStatusCode();
        return new EventReader(response, await response.Content.ReadAsStreamAsync(Token));
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<(string Type, JsonElement Data)?> NextAsync() =>
        await _events.MoveNextAsync() ? (_events.Current.EventType, JsonSerializer.Deserialize<JsonElement>(_events.Current.Data)) : null;

    /// <summary>The next event of a type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Type == type)
            {
                return next.Data;
            }
        }

        throw new EndOfStreamException($"The stream ended without another '{type}'.");
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _response.Dispose();
    }
}
