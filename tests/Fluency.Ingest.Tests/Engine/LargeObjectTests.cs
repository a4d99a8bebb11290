using System.Text;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>An object of which it is known from the start that it passes the limit.</summary>
public sealed class LargeObjectTests
{
    const int Records = 100_000;

    // Enough for a segment of a streamed object, and less than the limit.
    const int BytesBeforeTheFirstWrite = 600_000;

    [Fact]
    public async Task Run_StoredBytesPassTheLimit_StreamsFromTheBeginning()
    {
        var written = new TaskCompletionSource();
        var sink = new CollectingSink
        {
            BeforeWrite = (_, _, _) =>
            {
                written.TrySetResult();
                return Task.CompletedTask;
            },
        };
        var queue = new FakeQueue();
        queue.Add("1", new WaitingObject(Encoding.UTF8.GetBytes(Some.Wrapper("large", Records)), written.Task));
        await using var pipe = Pipe.CreateBuilder("large")
            .From(queue)
            .Route(route => route.To(sink))
            .Otherwise(sink)
            .Configure(static options => (options.BufferLimit, options.Records.MaxRecordBytes) = (1024 * 1024, 64 * 1024))
            .Build();

        // It would never end if it held the object up to the limit.
        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        sink.Records.Should().HaveCount(Records);
        queue.Settlements.Should().Equal(("1", Disposition.Complete));
    }

    /// <summary>Gives out its beginning, and the rest when it may.</summary>
    sealed class WaitingObject(byte[] content, Task mayGoOn) : ISourceObject
    {
        public ObjectReference Reference { get; } = new("fake", "large") { Uri = "fake://large" };

        public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new ObjectContent(new WaitingStream(content, mayGoOn)) { Length = content.Length, ETag = "etag" });
    }

    sealed class WaitingStream(byte[] content, Task mayGoOn) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= BytesBeforeTheFirstWrite)
            {
                await mayGoOn.WaitAsync(cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
