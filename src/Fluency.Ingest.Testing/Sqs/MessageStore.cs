namespace Fluency.Ingest.Testing.Sqs;

/// <summary>
/// The messages of one queue and the rules of visibility. Knows no clock: every call says what time it is. Not thread-safe.
/// </summary>
sealed class MessageStore
{
    static readonly TimeSpan MaxLease = TimeSpan.FromHours(12);

    readonly string _queue;
    readonly Dictionary<long, StoredMessage> _messages = [];
    readonly Queue<(StoredMessage Message, int Stamp)> _visible = new();
    readonly PriorityQueue<(StoredMessage Message, int Stamp), (DateTimeOffset VisibleAt, long Number)> _hidden = new();
    readonly PriorityQueue<StoredMessage, DateTimeOffset> _byAge = new();
    readonly int[] _counts = new int[3];

    public MessageStore(string queue) => _queue = queue;

    public IEnumerable<StoredMessage> Messages => _messages.Values;

    public int Count(LocalMessageState state) => _counts[(int)state];

    /// <summary>Lets become visible what is due, and forgets what is too old.</summary>
    public void Advance(DateTimeOffset now, TimeSpan retention)
    {
        while (_hidden.TryPeek(out var entry, out var due) && (due.VisibleAt <= now || IsStale(entry)))
        {
            _hidden.Dequeue();
            if (!IsStale(entry))
            {
                Show(entry.Message);
            }
        }

        while (_byAge.TryPeek(out var oldest, out var sentAt) && (oldest.IsGone || sentAt + retention <= now))
        {
            _byAge.Dequeue();
            Remove(oldest);
        }
    }

    /// <summary>When the next message becomes visible by itself.</summary>
    public DateTimeOffset? NextVisible() => _hidden.TryPeek(out _, out var due) ? due.VisibleAt : null;

    public void Add(StoredMessage message, DateTimeOffset visibleAt, DateTimeOffset now)
    {
        _messages.Add(message.Number, message);
        _byAge.Enqueue(message, message.SentAt);
        message.VisibleAt = visibleAt;
        message.State = visibleAt > now ? LocalMessageState.Delayed : LocalMessageState.Visible;
        _counts[(int)message.State]++;
        Enqueue(message);
    }

    /// <summary>Hands out visible messages. Those that were received too often go to <paramref name="exhausted"/> instead.</summary>
    public List<Received> Receive(int max, TimeSpan visibility, int? maxReceiveCount, DateTimeOffset now, List<StoredMessage> exhausted)
    {
        var received = new List<Received>();
        while (received.Count < max && _visible.TryDequeue(out var entry))
        {
            var message = entry.Message;
            if (IsStale(entry))
            {
                continue;
            }

            if (message.ReceiveCount >= maxReceiveCount)
            {
                Remove(message);
                exhausted.Add(message);
                continue;
            }

            message.ReceiveCount++;
            message.FirstReceivedAt ??= now;
            message.LeaseStart = now;
            message.Receipt++;
            Hide(message, now + visibility);
            received.Add(new Received(message, HandleOf(message).ToString(), message.ReceiveCount, message.FirstReceivedAt.Value, message.Md5OfBody));
        }

        return received;
    }

    /// <summary>Deletes what the handle stands for, if it still stands for anything.</summary>
    /// <param name="handle">The receipt handle.</param>
    /// <param name="now">The time.</param>
    /// <param name="deleting">Is told of the message just before.</param>
    public void Delete(string handle, DateTimeOffset now, Action<StoredMessage> deleting)
    {
        var receipt = Parse(handle);
        if (now - receipt.ReceivedAt > MaxLease)
        {
            throw SqsErrors.InvalidHandle(handle, "The receipt handle has expired.");
        }

        // An older handle is answered like the last one but deletes nothing; a second delete is fine.
        if (_messages.TryGetValue(receipt.Number, out var message) && message.Receipt == receipt.Receipt)
        {
            deleting(message);
            Remove(message);
        }
    }

    public void ChangeVisibility(string handle, TimeSpan visibility, DateTimeOffset now)
    {
        var receipt = Parse(handle);
        if (!_messages.TryGetValue(receipt.Number, out var message))
        {
            throw SqsErrors.InvalidHandle(handle, "Message does not exist or is not available for visibility timeout change.");
        }

        if (message.Receipt != receipt.Receipt || message.State != LocalMessageState.InFlight)
        {
            throw SqsErrors.MessageNotInflight();
        }

        if (now + visibility > message.LeaseStart + MaxLease)
        {
            throw SqsErrors.InvalidParameter(
                $"Value {(long)visibility.TotalSeconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
        }

        if (visibility == TimeSpan.Zero)
        {
            message.VisibleAt = now;
            Show(message);
            return;
        }

        Hide(message, now + visibility);
    }

    public void Clear()
    {
        foreach (var message in _messages.Values.ToList())
        {
            Remove(message);
        }
    }

    public ReceiptHandle HandleOf(StoredMessage message) => new(_queue, message.Number, message.Receipt, message.LeaseStart);

    ReceiptHandle Parse(string handle)
        => ReceiptHandle.TryParse(handle, out var receipt) && receipt.Queue == _queue ? receipt : throw SqsErrors.ReceiptHandleIsInvalid(handle);

    void Show(StoredMessage message)
    {
        Become(message, LocalMessageState.Visible);
        Enqueue(message);
    }

    void Hide(StoredMessage message, DateTimeOffset until)
    {
        message.VisibleAt = until;
        Become(message, LocalMessageState.InFlight);
        Enqueue(message);
    }

    void Enqueue(StoredMessage message)
    {
        if (message.State == LocalMessageState.Visible)
        {
            _visible.Enqueue((message, message.Stamp));
        }
        else
        {
            _hidden.Enqueue((message, message.Stamp), (message.VisibleAt, message.Number));
        }
    }

    void Become(StoredMessage message, LocalMessageState state)
    {
        _counts[(int)message.State]--;
        _counts[(int)state]++;
        message.State = state;
        message.Stamp++;
    }

    void Remove(StoredMessage message)
    {
        if (_messages.Remove(message.Number))
        {
            _counts[(int)message.State]--;
            message.IsGone = true;
            message.Stamp++;
        }
    }

    static bool IsStale((StoredMessage Message, int Stamp) entry) => entry.Message.IsGone || entry.Stamp != entry.Message.Stamp;
}
