using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Reads objects that are in memory: to run what a program has at hand through a pipe, and to test one.</summary>
/// <remarks>
/// Each object is a delivery of its own, in the order in which they are given; nothing comes again. The container is <c>memory</c> and the ETag is made of the content,
/// so that equal objects of equal name have records of equal ids. It may be read several times.
/// </remarks>
public sealed class MemorySource : ISource
{
    readonly MemoryObject[] _objects;

    /// <summary>A source of several objects.</summary>
    /// <param name="objects">Name and content (JSON or gzip of it) of each. The content is read in place, and must not change from now on.</param>
    public MemorySource(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        _objects = [.. objects.Select(o => new MemoryObject(o.Name, o.Content))];
    }

    /// <summary>A source of one object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content (JSON or gzip of it), which must not change from now on.</param>
    public MemorySource(string name, ReadOnlyMemory<byte> content)
        : this([(name, content)])
    {
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        foreach (var item in _objects)
        {
            if (drainToken.IsCancellationRequested)
            {
                yield break;
            }

            yield return new ListedDelivery(item);
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
