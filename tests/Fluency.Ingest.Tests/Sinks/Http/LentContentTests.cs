using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

/// <summary>The memory of a body is used again: not while a client still sends from it.</summary>
public sealed class LentContentTests
{
    [Fact]
    public async Task Close_WhileItIsSent_WaitsForTheEnd()
    {
        using var content = new LentContent(new byte[10]);
        using var stream = new HeldStream();
        var sending = content.CopyToAsync(stream, SomeCollector.Cancelled);

        var closing = content.CloseAsync();
        closing.IsCompleted.Should().BeFalse();
        stream.Release();

        await closing;
        await sending;
    }

    [Fact]
    public async Task Close_SendingFails_Ends()
    {
        using var content = new LentContent(new byte[10]);
        using var stream = new HeldStream();
        using var cancel = new CancellationTokenSource();
        var sending = content.CopyToAsync(stream, cancel.Token);
        var closing = content.CloseAsync();

        await cancel.CancelAsync();

        await closing;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Send_AfterClose_ReadsNothing()
    {
        using var content = new LentContent(new byte[10]);
        await content.CloseAsync();

        (await Assert.ThrowsAsync<HttpRequestException>(() => content.CopyToAsync(Stream.Null, SomeCollector.Cancelled))).InnerException.Should().BeOfType<IOException>();
    }

    [Fact]
    public async Task Exchange_AnsweredBeforeEverythingIsSent_ClosesTheBody()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(503, 9, "Server is busy") });
        var options = new HttpEventCollectorOptions { Endpoint = collector.Url, Token = collector.Token };
        using var exchange = new HttpExchange(options, keepCookies: false, TimeProvider.System);
        var request = HttpExchange.Post(new Uri(collector.Url + "/services/collector/event"), new byte[50_000_000], new("application/json"), HttpCompression.None);
        var content = (LentContent)request.Content!;

        var answer = await exchange.SendAsync(request, new byte[1000], SomeCollector.Cancelled);

        answer.Status.Should().Be(503);
        content.IsClosed.Should().BeTrue();
    }

    sealed class HeldStream : MemoryStream
    {
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await _released.Task.WaitAsync(cancellationToken);
    }
}
