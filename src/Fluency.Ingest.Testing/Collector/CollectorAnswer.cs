using System.Text.Json;

namespace Fluency.Ingest.Testing.Collector;

/// <summary>An answer with a body. The texts are Splunk's (https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector).</summary>
sealed record CollectorAnswer(int Status, string Body)
{
    public string? RetryAfter { get; init; }

    public static CollectorAnswer Healthy { get; } = Of(200, 17, "HEC is healthy");

    public static CollectorAnswer TokenDisabled { get; } = Of(403, 1, "Token disabled");

    public static CollectorAnswer TokenRequired { get; } = Of(401, 2, "Token is required");

    public static CollectorAnswer AuthorizationInvalid { get; } = Of(401, 3, "Invalid authorization");

    public static CollectorAnswer TokenInvalid { get; } = Of(403, 4, "Invalid token");

    public static CollectorAnswer NoData { get; } = Of(400, 5, "No data");

    public static CollectorAnswer ChannelMissing { get; } = Of(400, 10, "Data channel is missing");

    public static CollectorAnswer ChannelInvalid { get; } = Of(400, 11, "Invalid data channel");

    public static CollectorAnswer AcknowledgementDisabled { get; } = Of(400, 14, "ACK is disabled");

    public static CollectorAnswer QueryStringForbidden { get; } = Of(400, 16, "Query string authorization is not enabled");

    public static CollectorAnswer NotFound { get; } = new(404, """{"text":"The requested URL was not found on this server.","code":404}""");

    public static CollectorAnswer MethodNotAllowed { get; } = new(405, """{"text":"The requested URL does not support this method.","code":405}""");

    public static CollectorAnswer Success(long? ackId) => new(200, ackId is null ? Json(0, "Success") : $$"""{"text":"Success","code":0,"ackId":{{ackId}}}""");

    public static CollectorAnswer TooLarge(long length, long limit) => new(413, $"Content-Length of {length} too large (maximum is {limit})");

    /// <summary>The refusal of one event.</summary>
    public static CollectorAnswer Refused(int code, int number) => new(400, $$"""{"text":"{{TextOf(code)}}","code":{{code}},"invalid-event-number":{{number}}}""");

    public static string Json(int code, string text) => $$"""{"text":"{{JsonEncodedText.Encode(text)}}","code":{{code}}}""";

    static CollectorAnswer Of(int status, int code, string text) => new(status, Json(code, text));

    static string TextOf(int code) => code switch
    {
        7 => "Incorrect index",
        12 => "Event field is required",
        13 => "Event field cannot be blank",
        15 => "Error in handling indexed fields",
        _ => "Invalid data format",
    };
}
