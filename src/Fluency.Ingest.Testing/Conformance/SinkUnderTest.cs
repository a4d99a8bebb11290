namespace Fluency.Ingest.Testing.Conformance;

/// <summary>What the author of a sink tells of it, so that <see cref="SinkRules"/> can check it: how it is made, and what its store holds.</summary>
/// <remarks>One instance serves one rule, over a store that is empty at first.</remarks>
public abstract class SinkUnderTest : IAsyncDisposable
{
    /// <summary>Whether what was written is still there when the sink was disposed and made anew. Default <see langword="true"/>; not so for what lives in the sink's own memory.</summary>
    public virtual bool OutlivesSink => true;

    /// <summary>The largest record that the sink takes. Default 4 MiB.</summary>
    /// <value>Bytes, 1 or more.</value>
    public virtual int MaxRecordBytes => 4 * 1024 * 1024;

    /// <summary>Whether <see cref="BreakAsync"/> and <see cref="MendAsync"/> do something. Default <see langword="false"/>: the rules about failures are then skipped.</summary>
    public virtual bool CanBreak => false;

    /// <summary>Makes a sink over the store. Called again within a rule only after the sink before was disposed.</summary>
    /// <returns>The sink; if it is disposable the rule disposes it.</returns>
    public abstract ISink Create();

    /// <summary>What is durable now, in the order of the store.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Each record as UTF-8 JSON, without what the sink wrapped around it. White space between tokens may differ from what was written, nothing else.</returns>
    public abstract ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Makes the store fail: every write from now on must throw.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it fails.</returns>
    public virtual ValueTask BreakAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"{GetType().Name} says that it can break its store ({nameof(CanBreak)}), but does not override {nameof(BreakAsync)}.");

    /// <summary>Ends what <see cref="BreakAsync"/> began.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when the store works.</returns>
    public virtual ValueTask MendAsync(CancellationToken cancellationToken) => throw new NotSupportedException($"{GetType().Name} says that it can break its store ({nameof(CanBreak)}), but does not override {nameof(MendAsync)}.");

    /// <summary>Removes the store. The rule has disposed the sink before.</summary>
    /// <returns>Completes when it is gone.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
