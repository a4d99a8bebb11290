namespace Fluency.Ingest.Benchmarks;

/// <summary>A queue and a bucket of <see cref="LoopFile"/>s.</summary>
interface ILoopEndpoint : IAsyncDisposable
{
    Uri Url { get; }

    string QueueUrl { get; }

    /// <summary>Puts so many messages into the queue.</summary>
    Task RefillAsync(int messages);
}
