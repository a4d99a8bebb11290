using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>The receiver for tests, asked by a plain client: what Splunk's documentation says that it answers.</summary>
public sealed class LocalCollectorTests : IAsyncLifetime
{
    const string Channel = "0b5a0b1e-3d0e-4c55-9c0f-6b8f4d1f3a01";
    const string Acknowledging = "acknowledging";

    readonly HttpClient _client = new();
    LocalCollector _collector = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _collector = await LocalCollector.StartAsync(new LocalCollectorOptions { MaxContentLength = 1000 }, Cancelled);
        _collector.AddToken(Acknowledging, acknowledge: true);
        _collector.AddToken("narrow", acknowledge: false, "main");
        _collector.AddToken("disabled");
        _collector.DisableToken("disabled");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _collector.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"event":"a"}""", 200, """{"text":"Success","code":0}""")]
    [InlineData("""{"event":{"a":1}}{"event":"b"} {"event":3}""", 200, """{"text":"Success","code":0}""")]
    [InlineData("", 400, """{"text":"No data","code":5}""")]
    [InlineData("  ", 400, """{"text":"No data","code":5}""")]
    [InlineData("""{"event":"a"}{"event":""", 400, """{"text":"Invalid data format","code":6,"invalid-event-number":1}""")]
    [InlineData("""["a"]""", 400, """{"text":"Invalid data format","code":6,"invalid-event-number":0}""")]
    [InlineData("""{"event":"a"}{"time":1}""", 400, """{"text":"Event field is required","code":12,"invalid-event-number":1}""")]
    [InlineData("""{"event":""}""", 400, """{"text":"Event field cannot be blank","code":13,"invalid-event-number":0}""")]
    [InlineData("""{"event":"a","fields":{"a":{"b":1}}}""", 400, """{"text":"Error in handling indexed fields","code":15,"invalid-event-number":0}""")]
    public async Task Events_AnyBody_IsAnsweredAsBySplunk(string body, int status, string answer) =>
        (await PostAsync("/services/collector/event", _collector.Token, body)).Should().Be((status, answer));

    [Theory]
    [InlineData(null, 401, 2)]
    [InlineData("Bearer x", 401, 3)]
    [InlineData("Splunk unknown", 403, 4)]
    [InlineData("Splunk disabled", 403, 1)]
    public async Task Events_TokenThatIsNotGood_IsRefused(string? authorization, int status, int code)
    {
        var answer = await SendAsync("/services/collector", authorization, """{"event":"a"}""");

        answer.Status.Should().Be(status);
        answer.Body.Should().Contain($"\"code\":{code}}}");
        _collector.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Events_IndexThatTheTokenMayNotWriteTo_IsRefused()
    {
        (await PostAsync("/services/collector", "narrow", """{"event":"a","index":"main"}{"event":"b","index":"other"}""")).Body.Should().Be("""{"text":"Incorrect index","code":7,"invalid-event-number":1}""");
        _collector.Events.Select(static read => read.Index).Should().Equal("main");
    }

    [Fact]
    public async Task Events_WrongOneAmongThem_ThoseBeforeItAreTaken()
    {
        _collector.RefuseEvent = static read => read.Event == "2";

        (await PostAsync("/services/collector", _collector.Token, """{"event":1}{"event":2}{"event":3}""")).Body.Should().Contain("\"invalid-event-number\":1");

        _collector.Events.Select(static read => read.Event).Should().Equal("1");
    }

    [Fact]
    public async Task Events_TokenInTheAddress_IsRefused() => (await SendAsync($"/services/collector?token={_collector.Token}", null, "{}")).Body.Should().Contain("\"code\":16}");

    [Theory]
    [InlineData(null, 10)]
    [InlineData("no-guid", 11)]
    public async Task Events_TokenWithAcknowledgement_AsksForAChannel(string? channel, int code) =>
        (await PostAsync("/services/collector", Acknowledging, """{"event":1}""", channel)).Body.Should().Contain($"\"code\":{code}}}");

    [Fact]
    public async Task Acknowledgements_OfAChannel_CountFromZeroAndAreToldOnce()
    {
        (await PostAsync("/services/collector", Acknowledging, """{"event":1}""", Channel)).Body.Should().Be("""{"text":"Success","code":0,"ackId":0}""");
        (await PostAsync("/services/collector", Acknowledging, """{"event":2}""", Channel)).Body.Should().Be("""{"text":"Success","code":0,"ackId":1}""");

        (await PostAsync("/services/collector/ack", Acknowledging, """{"acks":[0,1,7]}""", Channel)).Body.Should().Be("""{"acks":{"0":true,"1":true,"7":false}}""");
        (await PostAsync("/services/collector/ack", Acknowledging, """{"acks":[0]}""", Channel)).Body.Should().Be("""{"acks":{"0":false}}""");
        (await PostAsync("/services/collector/ack", _collector.Token, """{"acks":[0]}""", Channel)).Body.Should().Be("""{"text":"ACK is disabled","code":14}""");
    }

    [Fact]
    public async Task Restart_WhatIsNotIndexed_IsLost()
    {
        await PostAsync("/services/collector", Acknowledging, """{"event":1}""", Channel);
        _collector.IndexingDelay = TimeSpan.FromHours(1);
        await PostAsync("/services/collector", Acknowledging, """{"event":2}""", Channel);
        var url = _collector.Url;

        await _collector.RestartAsync(Cancelled);

        _collector.Url.Should().Be(url);
        _collector.Events.Select(static read => read.Event).Should().Equal("1");
        (await PostAsync("/services/collector", Acknowledging, """{"event":3}""", Channel)).Body.Should().Contain("\"ackId\":0");
    }

    [Theory]
    [InlineData(false, 1001, 413)]
    [InlineData(true, 1001, 413)]
    [InlineData(true, 1000, 200)]
    public async Task Events_BodyThatIsTooLarge_IsRefused(bool isGzip, int length, int status)
    {
        var body = $$"""{"event":"{{new string('x', length - """{"event":""}""".Length)}}"}""";

        (await PostAsync("/services/collector", _collector.Token, body, isGzip: isGzip)).Status.Should().Be(status);
    }

    [Fact]
    public async Task Health_Anybody_IsTold() => (await _client.GetStringAsync(new Uri(_collector.Url + "/services/collector/health"), Cancelled)).Should().Be("""{"text":"HEC is healthy","code":17}""");

    [Fact]
    public async Task Other_PathsAndMethods_AreRefused()
    {
        (await PostAsync("/services/collector/other", _collector.Token, "{}")).Status.Should().Be(404);
        (await _client.GetAsync(new Uri(_collector.Url + "/services/collector/event"), Cancelled)).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    Task<(int Status, string Body)> PostAsync(string path, string token, string body, string? channel = null, bool isGzip = false) => SendAsync(path, $"Splunk {token}", body, channel, isGzip);

    async Task<(int Status, string Body)> SendAsync(string path, string? authorization, string body, string? channel = null, bool isGzip = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_collector.Url + path));
        request.Content = new ByteArrayContent(isGzip ? Compressed(body) : Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (isGzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("X-Splunk-Request-Channel", channel);
        using var response = await _client.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }
}
