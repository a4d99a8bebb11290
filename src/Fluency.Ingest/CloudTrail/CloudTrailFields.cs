using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>The fields of one record that the adjustments look at, found in one pass.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html</remarks>
readonly ref struct CloudTrailFields
{
    public static readonly RecordPaths Paths = RecordPaths.Parse(Array.ConvertAll(Enum.GetValues<CloudTrailField>(), PathOf));

    readonly ReadOnlySpan<byte> _body;
    readonly ReadOnlySpan<RecordField> _found;

    /// <summary>Finds the fields; <paramref name="found"/> has room for as many as there are paths.</summary>
    public CloudTrailFields(Record record, Span<RecordField> found)
    {
        record.Find(Paths, found);
        _body = record.Body;
        _found = found;
    }

    public RecordValue this[CloudTrailField field] => _found[(int)field].ValueIn(_body);

    public int BodyLength => _body.Length;

    public ref readonly RecordField PlaceOf(CloudTrailField field) => ref _found[(int)field];

    public ReadOnlySpan<byte> JsonOf(in RecordField place) => _body.Slice(place.Start, place.Length);

    // Inlined, so that a text that is known when this is compiled is compared in a move or two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(CloudTrailField field, ReadOnlySpan<byte> text)
    {
        ref readonly var place = ref _found[(int)field];
        return place.IsPlain ? _body.Slice(place.Start + 1, place.Length - 2).SequenceEqual(text) : place.Kind == JsonTokenType.String && this[field].TextEquals(text);
    }

    public bool IsString(CloudTrailField field) => _found[(int)field].Kind == JsonTokenType.String;

    public static string PathOf(CloudTrailField field) => field switch
    {
        CloudTrailField.EventVersion => "eventVersion",
        CloudTrailField.EventTime => "eventTime",
        CloudTrailField.EventType => "eventType",
        CloudTrailField.EventCategory => "eventCategory",
        CloudTrailField.EventSource => "eventSource",
        CloudTrailField.EventName => "eventName",
        CloudTrailField.AwsRegion => "awsRegion",
        CloudTrailField.SourceIPAddress => "sourceIPAddress",
        CloudTrailField.UserAgent => "userAgent",
        CloudTrailField.ErrorCode => "errorCode",
        CloudTrailField.ErrorMessage => "errorMessage",
        CloudTrailField.RequestParameters => "requestParameters",
        CloudTrailField.ResponseElements => "responseElements",
        CloudTrailField.AdditionalEventData => "additionalEventData",
        CloudTrailField.ServiceEventDetails => "serviceEventDetails",
        CloudTrailField.ReadOnly => "readOnly",
        CloudTrailField.ManagementEvent => "managementEvent",
        CloudTrailField.Resources => "resources",
        CloudTrailField.RecipientAccountId => "recipientAccountId",
        CloudTrailField.AccountId => "accountId",
        CloudTrailField.WindowStart => "timeWindow.windowStart",
        CloudTrailField.PrimaryDimension => "summary.primaryDimension.dimension",
        CloudTrailField.PrimaryStatistics => "summary.primaryDimension.statistics",
        CloudTrailField.InsightEventSource => "insightDetails.eventSource",
        CloudTrailField.InsightEventName => "insightDetails.eventName",
        CloudTrailField.InsightErrorCode => "insightDetails.errorCode",
        CloudTrailField.LakeInsightEventSource => "insightEventSource",
        CloudTrailField.LakeInsightEventName => "insightEventName",
        CloudTrailField.LakeInsightErrorCode => "insightErrorCode",
        CloudTrailField.ConsoleLoginResponse => "responseElements.ConsoleLogin",
        CloudTrailField.SwitchRoleResponse => "responseElements.SwitchRole",
        CloudTrailField.CheckMfaResponse => "responseElements.CheckMfa",
        CloudTrailField.MfaUsed => "additionalEventData.MFAUsed",
        CloudTrailField.MfaAuthenticated => "userIdentity.sessionContext.attributes.mfaAuthenticated",
        CloudTrailField.UserType => "userIdentity.type",
        CloudTrailField.UserName => "userIdentity.userName",
        CloudTrailField.UserArn => "userIdentity.arn",
        CloudTrailField.UserAccountId => "userIdentity.accountId",
        CloudTrailField.UserAccessKeyId => "userIdentity.accessKeyId",
        CloudTrailField.IssuerUserName => "userIdentity.sessionContext.sessionIssuer.userName",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "The field has no path."),
    };
}
