using System.Collections.Concurrent;
using Fluency.Ingest.Testing.Sqs;

namespace Fluency.Ingest.Testing;

/// <summary>The queues of a <see cref="LocalAws"/>.</summary>
public sealed class LocalSqs
{
    readonly ConcurrentDictionary<string, LocalQueue> _queues = new(StringComparer.Ordinal);
    readonly LocalAws _aws;

    internal LocalSqs(LocalAws aws) => _aws = aws;

    /// <summary>The queues, ordered by name.</summary>
    public IReadOnlyList<LocalQueue> Queues => [.. _queues.Values.OrderBy(static queue => queue.Name, StringComparer.Ordinal)];

    /// <summary>Creates a standard queue.</summary>
    /// <param name="name">1 to 80 letters, digits, hyphens and underscores.</param>
    /// <param name="configure">Changes its settings, or <see langword="null"/> for the defaults.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="InvalidOperationException">There is a queue of this name.</exception>
    public LocalQueue CreateQueue(string name, Action<LocalQueue>? configure = null)
    {
        if (!QueueName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is no name of a standard queue: 1 to 80 letters, digits, hyphens and underscores.", nameof(name));
        }

        var queue = new LocalQueue(_aws, name);
        configure?.Invoke(queue);
        return _queues.TryAdd(name, queue) ? queue : throw new InvalidOperationException($"There is a queue '{name}' already.");
    }

    /// <summary>Finds a queue.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The queue, or <see langword="null"/>.</returns>
    public LocalQueue? FindQueue(string name) => _queues.GetValueOrDefault(name);

    /// <summary>Deletes a queue with its messages.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteQueue(string name) => _queues.TryRemove(name, out _);

    internal LocalQueue? FindByArn(string arn) => _queues.Values.FirstOrDefault(queue => queue.Arn == arn);
}
