using System.Text;

namespace Fluency.Ingest.Notifications;

/// <summary>Takes what an <see cref="INotificationForm"/> reads in a body. Valid only during its call.</summary>
public sealed class NotificationObjects
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly NotificationReading _reading;
    bool _isOver;

    internal NotificationObjects(NotificationReading reading) => _reading = reading;

    internal bool HasTold { get; private set; }

    /// <summary>Adds a new object. Without a usable bucket or key it is a problem of the message, which does not keep the others from being read.</summary>
    /// <param name="bucket">The bucket; not null or empty.</param>
    /// <param name="key">The key as it is, not URL-encoded; not null or empty, and valid text.</param>
    /// <param name="size">Stored bytes, if told.</param>
    /// <param name="eTag">The mark of its content, if told.</param>
    /// <param name="versionId">The version, if told. Read only with <see cref="S3NotificationOptions.UseVersionId"/>.</param>
    /// <param name="region">The bucket's region, if told.</param>
    /// <exception cref="InvalidOperationException">The form's call is over.</exception>
    public void Add(string? bucket, string? key, long? size = null, string? eTag = null, string? versionId = null, string? region = null)
    {
        Tell();
        if (_reading.TryExpect(1))
        {
            _reading.Object(Usable(bucket), Usable(key), new ObjectDetails(versionId, eTag, size, region));
        }
    }

    /// <summary>Adds an entry that is understood and tells of something else than a new object. It is counted, and nothing else is done with it.</summary>
    /// <param name="eventName">What happened.</param>
    /// <param name="key">To which key, if to one.</param>
    /// <exception cref="InvalidOperationException">The form's call is over.</exception>
    public void Ignore(string eventName, string? key = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Tell();
        if (_reading.TryExpect(1))
        {
            _reading.Ignore(eventName, key);
        }
    }

    /// <summary>Adds an entry that cannot be used. The message is rejected with the reason once its other objects are read.</summary>
    /// <param name="reason">What is wrong, for people.</param>
    /// <exception cref="InvalidOperationException">The form's call is over.</exception>
    public void Invalid(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Tell();
        _reading.Invalid(reason);
    }

    /// <summary>Reads a body that lies within this one as if it had been sent alone. Four bodies may lie within each other.</summary>
    /// <param name="body">The inner body.</param>
    /// <exception cref="InvalidOperationException">The form's call is over.</exception>
    public void Unwrap(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Tell();
        _reading.Unwrap(NotificationEnvelope.Own, [body]);
    }

    /// <summary>Ends the call: whoever keeps this must not change what was handed out.</summary>
    internal void Close() => _isOver = true;

    void Tell()
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The form's call is over; what a message tells is told during the call.");
        }

        HasTold = true;
    }

    // Half of a surrogate pair would become a replacement character on its way to S3, and so name another object.
    static string? Usable(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) || StrictUtf8.GetByteCount(text) == 0 ? null : text;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
