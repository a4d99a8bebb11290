namespace Fluency.Ingest.Notifications;

/// <summary>What was read so far of one message's body, through all its envelopes.</summary>
sealed class NotificationReading(NotificationParser parser, int maxEntries)
{
    // Four: Lambda around SQS around SNS around EventBridge is the deepest that was ever seen; more is an attack on the stack.
    const int MaxEnvelopes = 4;

    readonly List<ObjectReference> _objects = [];
    readonly List<IgnoredEntry> _ignored = [];
    readonly List<NotificationEnvelope> _wrapped = [];
    NotificationKind? _kind;
    Failure? _problem;
    string? _topicArn;
    int _problems;
    int _entries;
    int _depth;

    /// <summary>Says what the body is. Where an envelope holds several, the first that is known and not empty names the whole.</summary>
    public void Is(NotificationKind kind)
    {
        if (_kind is null or NotificationKind.Unknown or NotificationKind.Empty)
        {
            _kind = kind;
        }
    }

    /// <summary>Announces entries, so that a body cannot make more work than the limit allows.</summary>
    /// <returns>Whether they may be read.</returns>
    public bool TryExpect(int entries)
    {
        _entries += entries;
        if (_entries <= maxEntries)
        {
            return true;
        }

        _problem = new Failure(
            FailureCause.TooLarge,
            $"The message tells of {_entries} objects or more, limit {maxEntries} (MaxEntries); none of them is read. Raise the limit, or split the message.");
        return false;
    }

    /// <summary>Adds an object, or a problem if bucket or key are not usable.</summary>
    /// <param name="bucket">The bucket; null if there is no usable one.</param>
    /// <param name="key">The key, decoded; null if there is no usable one.</param>
    /// <param name="details">What else the entry tells.</param>
    public void Object(string? bucket, string? key, ObjectDetails details = default)
    {
        if (bucket is null || key is null)
        {
            Invalid($"An entry has no usable {(bucket is null ? "bucket" : $"key for the bucket {bucket}")}: it must be a text that is not empty, and valid UTF-8 once decoded.");
            return;
        }

        _objects.Add(new ObjectReference(bucket, key)
        {
            Uri = $"s3://{bucket}/{key}",
            VersionId = details.VersionId,
            ETag = details.ETag?.Trim('"'),
            Size = details.Size,
            Region = details.Region,
        });
    }

    /// <summary>Adds an entry that tells of something else than a new object.</summary>
    public void Ignore(string eventName, string? key) => _ignored.Add(new IgnoredEntry(eventName, key));

    /// <summary>Adds the problem that an entry of a known form cannot be used.</summary>
    public void Invalid(string reason) => Add(new Failure(FailureCause.NotificationEntryInvalid, reason));

    /// <summary>Says that the body, or one inside an envelope, has no known form.</summary>
    public void Unknown(string reason)
    {
        Is(NotificationKind.Unknown);
        Add(new Failure(FailureCause.NotificationUnknown, reason));
    }

    /// <summary>Says that a form of the user failed. Whether the body is known, others must say.</summary>
    public void Failed(string reason) => Add(new Failure(FailureCause.NotificationUnknown, reason));

    /// <summary>Says which topic asks for its subscription to be confirmed.</summary>
    public void Topic(string? arn) => _topicArn = arn;

    /// <summary>Reads the bodies inside an envelope.</summary>
    public void Unwrap(NotificationEnvelope envelope, IEnumerable<string> bodies)
    {
        if (_depth == MaxEnvelopes)
        {
            Unknown($"The message is wrapped in more than {MaxEnvelopes} envelopes.");
            return;
        }

        if (_wrapped.Count == _depth)
        {
            _wrapped.Add(envelope);
        }

        _depth++;
        try
        {
            foreach (var body in bodies)
            {
                parser.Read(body, this);
            }
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>All that was read.</summary>
    public Notification ToNotification() => new(_kind ?? NotificationKind.Unknown)
    {
        Wrapped = _wrapped,
        Objects = _problem?.Cause == FailureCause.TooLarge ? [] : _objects,
        Ignored = _ignored,
        TopicArn = _topicArn,
        Problem = _problems < 2 || _problem is null ? _problem : _problem with { Reason = $"{_problem.Reason} ({_problems - 1} more problems in the same message.)" },
    };

    void Add(Failure problem)
    {
        _problem ??= problem;
        _problems++;
    }
}
