using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fluency.Ingest.Testing.Faults;
using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.Sqs;

namespace Fluency.Ingest.Testing;

/// <summary>A standard queue of a <see cref="LocalAws"/>. Its settings may be changed at any time.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "It is what AWS calls a queue.")]
public sealed class LocalQueue
{
    readonly Lock _lock = new();
    readonly LocalAws _aws;
    readonly MessageStore _store;
    // Told of what a receive could get; and of every change, for those who watch.
    readonly Signal _arrived = new();
    readonly Signal _changed = new();
    int _waitingReceives;

    // Messages between this queue and the dead-letter queue, under the lock: nobody may find them in neither.
    int _moving;

    internal LocalQueue(LocalAws aws, string name)
    {
        _aws = aws;
        Name = name;
        CreatedAt = aws.Now;
        _store = new MessageStore(name);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The URL, such as <c>http://127.0.0.1:41234/111122223333/trail</c>.</summary>
    public string Url => $"{_aws.ServiceUrl}/{_aws.AccountId}/{Name}";

    /// <summary>The ARN.</summary>
    public string Arn => $"arn:aws:sqs:{_aws.Region}:{_aws.AccountId}:{Name}";

    /// <summary>How long a received message is hidden, unless the receive says otherwise. Default 30 s.</summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a receive waits for messages, unless it says otherwise. Default zero: short polling.</summary>
    public TimeSpan ReceiveWait { get; set; }

    /// <summary>How long a message is hidden after it was sent, unless the send says otherwise. Default zero.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How long a message is kept, counted from when it was sent. Default 4 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>The largest body, in bytes. Default 1 MiB.</summary>
    public int MaxMessageBytes { get; set; } = 1024 * 1024;

    /// <summary>How many messages may be in flight; beyond, short polls fail with <c>OverLimit</c> and long polls get nothing. Default 120 000.</summary>
    public int MaxInFlight { get; set; } = 120_000;

    /// <summary>Where a message goes instead of being received more than <see cref="MaxReceiveCount"/> times; default none.</summary>
    public LocalQueue? DeadLetterQueue { get; set; }

    /// <summary>How often a message is received at most, if there is a <see cref="DeadLetterQueue"/>. Default 10.</summary>
    public int MaxReceiveCount { get; set; } = 10;

    /// <summary>The access policy, as it was set; it is stored and given back, but not enforced.</summary>
    public string? Policy { get; set; }

    /// <summary>Is told of each message that a receipt handle deletes, just before it is gone; default nobody.</summary>
    /// <remarks>Called while the queue stands still, by one request at a time: it must be quick. This is the place to check that what the message stood for is safe.</remarks>
    public Action<LocalMessage>? Deleting { get; set; }

    /// <summary>How many messages the next receive could get. Exact, where AWS is approximate.</summary>
    public int Visible => Read(() => _store.Count(LocalMessageState.Visible));

    /// <summary>How many messages are received and neither deleted nor visible again.</summary>
    public int InFlight => Read(() => _store.Count(LocalMessageState.InFlight));

    /// <summary>How many messages wait for their delay to end.</summary>
    public int Delayed => Read(() => _store.Count(LocalMessageState.Delayed));

    /// <summary>How many messages there are.</summary>
    public int Count => Read(() => _store.Messages.Count() + _moving);

    /// <summary>How many long polls wait at this moment.</summary>
    public int WaitingReceives => Volatile.Read(ref _waitingReceives);

    /// <summary>The messages as they stand now, in the order in which they were sent.</summary>
    public IReadOnlyList<LocalMessage> Messages => Read(() => _store.Messages.OrderBy(static message => message.Number).Select(Snapshot).ToList());

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>Sends a message, without HTTP.</summary>
    /// <param name="body">The body.</param>
    /// <param name="delay">How long it is hidden; default that of the queue.</param>
    /// <returns>The message id.</returns>
    public string Send(string body, TimeSpan? delay = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(body);
        return Send(body, delay, null).MessageId;
    }

    /// <summary>Deletes all messages.</summary>
    public void Purge()
    {
        lock (_lock)
        {
            _store.Clear();
        }

        _changed.Pulse();
    }

    /// <summary>Waits until the queue is in a state. Looks after every change of it, and when time makes a message visible.</summary>
    /// <param name="condition">The state, such as <c>q => q.WaitingReceives == 1</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when the condition holds.</returns>
    public async Task WaitUntilAsync(Func<LocalQueue, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            var changed = _changed.Next;
            if (condition(this))
            {
                return;
            }

            var next = Read(() => _store.NextVisible());
            await (next is null ? changed.WaitAsync(cancellationToken) : _aws.TimeProvider.WaitUntilAsync(next.Value, changed, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until every message that the queue had is deleted.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when the queue has no message in any state.</returns>
    public Task WaitUntilEmptyAsync(CancellationToken cancellationToken = default) => WaitUntilAsync(static queue => queue.Count == 0, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Visible} visible, {InFlight} in flight, {Delayed} delayed";

    internal StoredMessage Send(string body, TimeSpan? delay, MessageAttributes? attributes)
    {
        var now = _aws.Now;
        var message = new StoredMessage
        {
            MessageId = Guid.NewGuid().ToString(),
            Body = body,
            Md5OfBody = Md5Hash.HexOf(Encoding.UTF8.GetBytes(body)),
            Attributes = attributes,
            SentAt = now,
        };
        Add(message, now + (delay ?? Delay));
        return message;
    }

    internal async Task<List<Received>> ReceiveAsync(Call call, int max, TimeSpan? visibility, TimeSpan wait)
    {
        var deadline = _aws.Now + wait;
        var poll = Poll.Of(call);
        Interlocked.Increment(ref _waitingReceives);
        _changed.Pulse();
        try
        {
            while (true)
            {
                var arrived = _arrived.Next;

                // Looked up before receiving: what becomes visible in between is received, and what does so afterwards ends the wait at once.
                var next = Read(() => _store.NextVisible()) ?? deadline;
                var received = Receive(poll, max, visibility ?? VisibilityTimeout, isShort: wait == TimeSpan.Zero);
                if (received.Count > 0 || _aws.Now >= deadline)
                {
                    return received;
                }

                await _aws.TimeProvider.WaitUntilAsync(next < deadline ? next : deadline, arrived, poll.Left).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waitingReceives);
            _changed.Pulse();
        }
    }

    internal void Delete(string handle) => Change(now => _store.Delete(handle, now, message => Deleting?.Invoke(Snapshot(message))));

    internal void ChangeVisibility(string handle, TimeSpan visibility) => Change(now => _store.ChangeVisibility(handle, visibility, now));

    internal static int BytesOf(string body) => Encoding.UTF8.GetByteCount(body);

    List<Received> Receive(Poll poll, int max, TimeSpan visibility, bool isShort)
    {
        var exhausted = new List<StoredMessage>();
        var target = DeadLetterQueue;
        List<Received> received;
        lock (_lock)
        {
            // Under the lock, so that a message sent after the client has left can never be taken for it.
            poll.ThrowIfDead();
            var now = _aws.Now;
            _store.Advance(now, Retention);
            if (_store.Count(LocalMessageState.InFlight) >= MaxInFlight)
            {
                return isShort ? throw SqsErrors.OverLimit() : [];
            }

            var faults = _store.Count(LocalMessageState.Visible) == 0 ? [] : _aws.Faults.At(FaultPoint.Receive, poll.Request).ToList();
            max = (int)faults.Where(static fault => fault.Effect.Kind == FaultKind.ShortBatch).Select(static fault => fault.Effect.Bytes).Append(max).Min();
            received = _store.Receive(max, visibility, target is null ? null : MaxReceiveCount, now, exhausted);
            _moving += exhausted.Count;
            foreach (var fault in faults)
            {
                received = ReceiveFaults.Apply(fault.Effect, received, copy => _store.Add(copy, now, now));
            }
        }

        if (received.Count > 0)
        {
            // Others may get the copies that a fault has made.
            PulseAll();
        }

        if (exhausted.Count > 0)
        {
            Move(exhausted, target!);
        }

        return received;
    }

    // After this queue's lock is let go: two queues may name each other.
    void Move(List<StoredMessage> exhausted, LocalQueue target)
    {
        foreach (var message in exhausted)
        {
            var moved = message.Copy();
            moved.DeadLetterSourceArn = Arn;
            target.Add(moved, _aws.Now);
        }

        lock (_lock)
        {
            _moving -= exhausted.Count;
        }

        _changed.Pulse();
    }

    void Add(StoredMessage message, DateTimeOffset visibleAt)
    {
        lock (_lock)
        {
            _store.Add(message, visibleAt, _aws.Now);
        }

        PulseAll();
    }

    void Change(Action<DateTimeOffset> change)
    {
        lock (_lock)
        {
            var now = _aws.Now;
            _store.Advance(now, Retention);
            change(now);
        }

        PulseAll();
    }

    T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            _store.Advance(_aws.Now, Retention);
            return read();
        }
    }

    void PulseAll()
    {
        _arrived.Pulse();
        _changed.Pulse();
    }

    LocalMessage Snapshot(StoredMessage message) => new(
        message.MessageId,
        message.Body,
        message.State,
        message.ReceiveCount,
        message.SentAt,
        message.FirstReceivedAt,
        message.VisibleAt,
        message.Receipt == 0 ? null : _store.HandleOf(message).ToString());
}
