using System.Text;
using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>Turns a message's body into what it means. Never throws, whatever the bytes are. Thread-safe as far as the user's forms are.</summary>
/// <param name="maxEntries">How many entries a body may have in all its envelopes together.</param>
/// <param name="ownForms">The user's forms, which are asked before the library's. Default none.</param>
sealed class NotificationParser(int maxEntries = S3NotificationOptions.DefaultMaxEntries, IReadOnlyList<INotificationForm>? ownForms = null)
{
    // The first that recognises the shape takes the body. A new form is one more type in this list.
    static readonly IBodyForm[] KnownForms =
    [
        new S3EventForm(),
        new SnsForm(),
        new EventBridgeForm(),
        new CloudTrailSnsForm(),
        new LambdaForm(),
        new S3TestEventForm(),
        new EmptyForm(),
        new FalconDataReplicatorForm(),
    ];

    // Which of two members of one name is meant nobody can say: taking the last, as the parser would, loses the objects of the first without a word.
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    readonly IBodyForm[] _forms = [.. (ownForms ?? []).Select(static form => new OwnForm(form)), .. KnownForms];

    static ReadOnlySpan<byte> Utf8ByteOrderMark => [0xEF, 0xBB, 0xBF];

    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html: the one body that is no JSON.
    static ReadOnlySpan<byte> CloudTrailValidation => "CloudTrail validation message."u8;

    /// <summary>Parses a body.</summary>
    public Notification Parse(string? body) => Parse(Encoding.UTF8.GetBytes(body ?? ""));

    /// <summary>Parses a body of UTF-8 bytes.</summary>
    public Notification Parse(ReadOnlyMemory<byte> body)
    {
        var reading = new NotificationReading(this, maxEntries);
        Read(body, reading);
        return reading.ToNotification();
    }

    /// <summary>Reads the body inside an envelope.</summary>
    public void Read(string body, NotificationReading reading) => Read(Encoding.UTF8.GetBytes(body), reading);

    void Read(ReadOnlyMemory<byte> body, NotificationReading reading)
    {
        body = Trim(body);
        if (body.Span.SequenceEqual(CloudTrailValidation))
        {
            reading.Is(NotificationKind.CloudTrailValidation);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            ReadDocument(document.RootElement, body.Span, reading);
        }
        catch (JsonException exception)
        {
            reading.Unknown($"The message is no JSON that can be read ({exception.Message.TrimEnd('.')}). {Beginning(body.Span)}");
        }
        catch (InvalidOperationException)
        {
            // A member's name is compared only once its escapes are undone, which fails for half of a surrogate pair.
            reading.Unknown($"The message has a name that is no valid text. {Beginning(body.Span)}");
        }
    }

    void ReadDocument(JsonElement root, ReadOnlySpan<byte> body, NotificationReading reading)
    {
        foreach (var form in _forms)
        {
            if (form.TryRead(root, reading))
            {
                return;
            }
        }

        reading.Unknown($"The message is JSON, but of no known form (S3, EventBridge, CloudTrail or SNS). {Beginning(body)}");
    }

    static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> body)
    {
        body = body.Trim(" \t\r\n"u8);
        return body.Span.StartsWith(Utf8ByteOrderMark) ? body[Utf8ByteOrderMark.Length..].Trim(" \t\r\n"u8) : body;
    }

    // Enough to recognise who sent it; what stands there is another's text, so that nothing of it may steer a terminal.
    static string Beginning(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "It is empty.";
        }

        const int MaxChars = 80;
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxChars * 3)]);
        var shown = string.Concat(text.Take(MaxChars).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return $"It begins with: {shown}";
    }
}
