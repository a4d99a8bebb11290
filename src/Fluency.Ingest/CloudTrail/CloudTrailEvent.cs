using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>What kind of event a record is, and how it ended: judged from its fields alone, without an allocation.</summary>
readonly ref struct CloudTrailEvent
{
    readonly CloudTrailFields _fields;

    public CloudTrailEvent(scoped in CloudTrailFields fields)
    {
        _fields = fields;
        IsInsight = IsOf("Insight"u8, "AwsCloudTrailInsight"u8);
        IsAggregated = IsOf("Aggregated"u8, "AwsAggregatedEvent"u8);
        IsFailure = HasOutcome && SaysFailure();
    }

    /// <summary>
    /// Whether it is a CloudTrail record: an object whose <c>eventVersion</c> is a text of two numbers and which has at least one of <c>eventSource</c>,
    /// <c>eventName</c>, <c>eventType</c> and <c>eventCategory</c> as a text. The entries of S3's own notifications look the same but for the
    /// <c>aws:</c> before their source.
    /// </summary>
    public bool IsCloudTrail => IsVersion(_fields[CloudTrailField.EventVersion])
        && (_fields.IsString(CloudTrailField.EventSource) || _fields.IsString(CloudTrailField.EventName)
            || _fields.IsString(CloudTrailField.EventType) || _fields.IsString(CloudTrailField.EventCategory))
        && !_fields[CloudTrailField.EventSource].Json.StartsWith("\"aws:"u8);

    public bool IsInsight { get; }

    public bool IsAggregated { get; }

    // The documentation writes AwsVpceEvents, records have AwsVpceEvent, too.
    public bool IsNetworkActivity => IsOf("NetworkActivity"u8, "AwsVpceEvents"u8) || _fields.Is(CloudTrailField.EventType, "AwsVpceEvent"u8);

    // Before version 1.07 there was no category; managementEvent came with 1.06.
    public bool IsData => _fields.PlaceOf(CloudTrailField.EventCategory).Exists
        ? _fields.Is(CloudTrailField.EventCategory, "Data"u8)
        : _fields[CloudTrailField.ManagementEvent].Kind == JsonTokenType.False;

    public bool IsRoot => _fields.Is(CloudTrailField.UserType, "Root"u8);

    public bool IsConsoleLogin => _fields.Is(CloudTrailField.EventName, "ConsoleLogin"u8);

    /// <summary>Whether it tells of one call, which succeeded or failed; insights and aggregates tell of many.</summary>
    public bool HasOutcome => !IsInsight && !IsAggregated;

    public bool IsFailure { get; }

    bool IsOf(ReadOnlySpan<byte> category, ReadOnlySpan<byte> type) =>
        _fields.Is(CloudTrailField.EventCategory, category) || _fields.Is(CloudTrailField.EventType, type);

    // A sign-in that fails has no errorCode: the answer stands in responseElements.
    bool SaysFailure() => SaysSomething(_fields[CloudTrailField.ErrorCode]) || SaysSomething(_fields[CloudTrailField.ErrorMessage])
        || _fields.Is(CloudTrailField.ConsoleLoginResponse, "Failure"u8)
        || _fields.Is(CloudTrailField.SwitchRoleResponse, "Failure"u8)
        || _fields.Is(CloudTrailField.CheckMfaResponse, "Failure"u8);

    static bool SaysSomething(RecordValue value) =>
        value.Kind is not (JsonTokenType.None or JsonTokenType.Null) && !value.Json.SequenceEqual("\"\""u8);

    static bool IsVersion(RecordValue value)
    {
        if (value.Kind != JsonTokenType.String)
        {
            return false;
        }

        var text = value.Json[1..^1];
        var dot = text.IndexOf((byte)'.');
        return dot > 0 && dot < text.Length - 1 && !text[..dot].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && !text[(dot + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
