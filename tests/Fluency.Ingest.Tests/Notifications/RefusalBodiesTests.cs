using System.Net;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class RefusalBodiesTests
{
    readonly FakeTimeProvider _time = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refusal_BodyStandsStill_IsGivenUp()
    {
        using var client = ClientOf(HttpStatusCode.Forbidden, new StandingStream());

        var sending = SendAsync(client);
        _time.Advance(TimeSpan.FromSeconds(11));

        await FluentActions.Awaiting(() => sending).Should().ThrowAsync<HttpRequestException>().WithMessage("*403*stood still*");
    }

    [Fact]
    public async Task Refusal_BodyComes_IsThereWithoutWaiting()
    {
        using var client = ClientOf(HttpStatusCode.NotFound, new MemoryStream("<Error/>"u8.ToArray()));

        using var response = await SendAsync(client);

        using var reader = new StreamReader(response.Content.ReadAsStream(Cancelled));
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await reader.ReadToEndAsync(Cancelled)).Should().Be("<Error/>");
    }

    [Fact]
    public async Task Success_BodyStandsStill_IsLeftToWhoReadsIt()
    {
        using var client = ClientOf(HttpStatusCode.OK, new StandingStream());

        using var response = await SendAsync(client);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    HttpMessageInvoker ClientOf(HttpStatusCode status, Stream body) => new(new RefusalBodies(new Answering(status, body), _time));

    static Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://localhost/"), Cancelled);

    sealed class Answering(HttpStatusCode status, Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(body) });
    }

    /// <summary>Gives nothing, and never ends.</summary>
    sealed class StandingStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }
}
