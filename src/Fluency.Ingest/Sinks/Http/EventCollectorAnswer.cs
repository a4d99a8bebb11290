using System.Text.Json;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>The JSON that an event collector answers: <c>{"text":"Success","code":0,"ackId":7}</c>, or what it says of a failure.</summary>
/// <param name="IsJson">Whether it is a JSON object at all: a proxy in front answers otherwise.</param>
/// <param name="Code">The collector's code, if it names one.</param>
/// <param name="InvalidEvent">The position of the first event that is at fault, if it names one.</param>
/// <param name="AckId">The number by which to ask whether the events are indexed, if it names one.</param>
readonly record struct EventCollectorAnswer(bool IsJson, int? Code, int? InvalidEvent, long? AckId)
{
    /// <summary>Reads the answer to a request with events. Of what is no such answer, nothing is read.</summary>
    public static EventCollectorAnswer Read(ReadOnlySpan<byte> json)
    {
        var answer = default(EventCollectorAnswer);
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                answer = ReadMember(ref reader, answer);
            }

            return answer with { IsJson = true };
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Reads the answer to the question whether events are indexed: <c>{"acks":{"7":true}}</c>.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="ackId">The number that was asked for.</param>
    /// <returns>Whether they are; null if the answer is none to that question.</returns>
    public static bool? ReadAcknowledged(ReadOnlySpan<byte> json, ReadOnlySpan<byte> ackId)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("acks"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    return IsTrue(ref reader, ackId);
                }

                reader.Skip();
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a JSON object in which no code could be read may still mean success: there is nothing in it, or the text <c>Success</c>. Others may be a proxy's page for programs.</summary>
    public static bool IsSuccessWithoutCode(ReadOnlySpan<byte> json)
    {
        var (isEmpty, isSuccess) = (true, false);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                return false;
            }

            var isText = reader.ValueTextEquals("text"u8);
            reader.Read();
            isSuccess |= isText && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Success"u8);
            isEmpty = false;
            reader.Skip();
        }

        return isEmpty || isSuccess;
    }

    static EventCollectorAnswer ReadMember(ref Utf8JsonReader reader, EventCollectorAnswer answer)
    {
        if (reader.ValueTextEquals("code"u8))
        {
            return answer with { Code = (int?)ReadNumber(ref reader, int.MaxValue) };
        }

        if (reader.ValueTextEquals("invalid-event-number"u8))
        {
            return answer with { InvalidEvent = (int?)ReadNumber(ref reader, int.MaxValue) };
        }

        if (reader.ValueTextEquals("ackId"u8))
        {
            return answer with { AckId = ReadNumber(ref reader, long.MaxValue) };
        }

        reader.Skip();
        return answer;
    }

    static long? ReadNumber(ref Utf8JsonReader reader, long most)
    {
        reader.Read();
        var number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && value <= most ? value : (long?)null;
        reader.Skip();
        return number;
    }

    static bool IsTrue(ref Utf8JsonReader reader, ReadOnlySpan<byte> ackId)
    {
        var isTrue = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAsked = reader.ValueTextEquals(ackId);
            reader.Read();
            isTrue |= isAsked && reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }

        return isTrue;
    }
}
