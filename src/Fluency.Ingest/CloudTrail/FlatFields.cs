using System.Text;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>What stands in <c>@fields</c>, and where in the record it comes from.</summary>
static class FlatFields
{
    // Records nest as deep as the data path lets them; here no second limit may apply.
    static readonly JsonReaderState AnyDepth = new(new JsonReaderOptions { MaxDepth = int.MaxValue });

    static readonly RecordPaths Arn = RecordPaths.Parse("ARN", "arn");
    static readonly RecordPaths StatisticName = RecordPaths.Parse("name");

    // All names, quotes and fixed values that are ever written: about 330 bytes.
    const int FixedBytes = 512;

    /// <summary>The most that is written for a body of some length: each of its values is written once at most.</summary>
    public static int MaxBytes(int bodyLength) => FixedBytes + bodyLength;

    /// <summary>Writes the object; returns its length.</summary>
    public static int Write(scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event, Span<byte> destination)
    {
        var writer = new FieldsWriter(in fields, destination);
        try
        {
            WriteWhere(in fields, ref writer);
            WriteWhat(in fields, in @event, ref writer);
            WriteWho(ref writer);
            WriteHow(in fields, ref writer);
            WriteResources(fields[CloudTrailField.Resources], ref writer);
            return writer.End();
        }
        finally
        {
            writer.Dispose();
        }
    }

    static void WriteWhere(scoped in CloudTrailFields fields, ref FieldsWriter writer)
    {
        // recipientAccountId is the account whose trail it is; aggregated events call theirs accountId.
        _ = writer.Text(",\"accountId\":"u8, CloudTrailField.RecipientAccountId)
            || writer.Text(",\"accountId\":"u8, CloudTrailField.UserAccountId)
            || writer.Text(",\"accountId\":"u8, CloudTrailField.AccountId);
        writer.Text(",\"region\":"u8, CloudTrailField.AwsRegion);
        _ = WriteService(fields[CloudTrailField.EventSource], ref writer)
            || WriteService(fields[CloudTrailField.InsightEventSource], ref writer)
            || WriteService(fields[CloudTrailField.LakeInsightEventSource], ref writer);
    }

    static void WriteWhat(scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event, ref FieldsWriter writer)
    {
        _ = writer.Text(",\"action\":"u8, CloudTrailField.EventName)
            || writer.Text(",\"action\":"u8, CloudTrailField.InsightEventName)
            || writer.Text(",\"action\":"u8, CloudTrailField.LakeInsightEventName)
            || writer.Text(",\"action\":"u8, AggregatedName(in fields));
        if (@event.HasOutcome)
        {
            writer.PlainText(",\"outcome\":"u8, @event.IsFailure ? "failure"u8 : "success"u8);
        }

        _ = writer.Text(",\"errorCode\":"u8, CloudTrailField.ErrorCode)
            || writer.Text(",\"errorCode\":"u8, CloudTrailField.InsightErrorCode)
            || writer.Text(",\"errorCode\":"u8, CloudTrailField.LakeInsightErrorCode);
    }

    static void WriteWho(ref FieldsWriter writer)
    {
        writer.Text(",\"userType\":"u8, CloudTrailField.UserType);

        // A session has no user name: the role that issued it says who acts. The session's own name is chosen by the caller and proves nothing.
        _ = writer.Text(",\"userName\":"u8, CloudTrailField.UserName) || writer.Text(",\"userName\":"u8, CloudTrailField.IssuerUserName);
        writer.Text(",\"userArn\":"u8, CloudTrailField.UserArn);
        writer.Text(",\"accessKeyId\":"u8, CloudTrailField.UserAccessKeyId);
    }

    static void WriteHow(scoped in CloudTrailFields fields, ref FieldsWriter writer)
    {
        if (writer.TryRead(fields[CloudTrailField.SourceIPAddress], out var text))
        {
            _ = SourceAddress.IsAddress(text) ? writer.Text(",\"sourceIp\":"u8, CloudTrailField.SourceIPAddress)
                : SourceAddress.IsService(text) && writer.Text(",\"sourceService\":"u8, CloudTrailField.SourceIPAddress);
        }

        writer.Text(",\"userAgent\":"u8, CloudTrailField.UserAgent);

        // MFAUsed tells of this very sign-in, mfaAuthenticated of the one that began the session.
        if (TryMfaUsed(fields[CloudTrailField.MfaUsed], out var mfa) || TryBoolean(fields[CloudTrailField.MfaAuthenticated], out mfa))
        {
            writer.Boolean(",\"mfa\":"u8, mfa);
        }

        if (TryBoolean(fields[CloudTrailField.ReadOnly], out var isReadOnly))
        {
            writer.Boolean(",\"readOnly\":"u8, isReadOnly);
        }
    }

    // China's names end in .cn. A name that is nothing but the ending stays whole.
    static bool WriteService(RecordValue source, ref FieldsWriter writer)
    {
        if (!writer.TryRead(source, out var text))
        {
            return false;
        }

        var name = WithoutEnd(WithoutEnd(text, ".cn"u8) is var rest && rest.EndsWith(".amazonaws.com"u8) ? rest : text, ".amazonaws.com"u8);
        if (name.IsEmpty || RecordJson.NeedsEscaping(name))
        {
            return writer.Text(",\"service\":"u8, source);
        }

        writer.PlainText(",\"service\":"u8, name);
        return true;
    }

    static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end) => text.EndsWith(end) ? text[..^end.Length] : text;

    static void WriteResources(RecordValue resources, ref FieldsWriter writer)
    {
        if (resources.Kind != JsonTokenType.StartArray)
        {
            return;
        }

        var json = resources.Json;
        var count = 0;
        var at = JsonText.SkipSpaces(json, 1);
        while (JsonText.At(json, at) != (byte)']')
        {
            var end = JsonText.ValueEnd(json, at);
            if (json[at] == (byte)'{')
            {
                writer.Element(",\"resources\":"u8, ArnOf(json[at..end]), ref count);
            }

            at = JsonText.SkipSpaces(json, end);
            if (JsonText.At(json, at) == (byte)',')
            {
                at = JsonText.SkipSpaces(json, at + 1);
            }
        }

        writer.EndArray(count);
    }

    // AWS writes ARN; arn is seen in what others wrote. ARNPrefix is no ARN.
    static RecordValue ArnOf(ReadOnlySpan<byte> resource)
    {
        Span<RecordField> found = stackalloc RecordField[Arn.Count];
        Arn.Find(resource, found);
        var field = found[0].Kind == JsonTokenType.String ? found[0] : found[1];
        return field.ValueIn(resource);
    }

    // An aggregate by action names one action; one that names several has none of its own.
    static RecordValue AggregatedName(scoped in CloudTrailFields fields)
    {
        var statistics = fields[CloudTrailField.PrimaryStatistics];
        if (!fields.Is(CloudTrailField.PrimaryDimension, "eventName"u8) || statistics.Kind != JsonTokenType.StartArray)
        {
            return default;
        }

        var reader = new Utf8JsonReader(statistics.Json, isFinalBlock: true, AnyDepth);
        reader.Read();
        reader.Read();
        var only = reader.TokenType == JsonTokenType.StartObject ? ValueAt(ref reader, statistics.Json) : default;
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? MemberOf(only, StatisticName) : default;
    }

    static RecordValue MemberOf(RecordValue value, RecordPaths name)
    {
        if (value.Kind != JsonTokenType.StartObject)
        {
            return default;
        }

        RecordField field = default;
        name.Find(value.Json, new Span<RecordField>(ref field));
        return field.ValueIn(value.Json);
    }

    // Leaves the reader on the value's last token.
    static RecordValue ValueAt(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var kind = reader.TokenType;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new RecordValue(json[start..(int)reader.BytesConsumed], kind);
    }

    static bool TryMfaUsed(RecordValue value, out bool isUsed)
    {
        isUsed = value.TextEquals("Yes"u8);
        return isUsed || value.TextEquals("No"u8);
    }

    // AWS writes mfaAuthenticated as a text; other writers of such records do so with every boolean, some as True.
    static bool TryBoolean(RecordValue value, out bool result)
    {
        result = value.Kind == JsonTokenType.True || IsText(value, "true"u8);
        return result || value.Kind == JsonTokenType.False || IsText(value, "false"u8);
    }

    static bool IsText(RecordValue value, ReadOnlySpan<byte> text) =>
        value.Kind == JsonTokenType.String && Ascii.EqualsIgnoreCase(value.Json[1..^1], text);
}
