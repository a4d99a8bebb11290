using System.Text.Json.Nodes;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Tests.Abstractions;

namespace Fluency.Ingest.Tests.CloudTrail;

/// <summary>Runs the adjustments on one record given as JSON text.</summary>
static class Adjusted
{
    public const string Key = "AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/111122223333_CloudTrail_us-east-1_20230710T1240Z_C1qUFaqvZS64BcIN.json.gz";

    public static readonly ObjectReference Object = new("trail", Key) { Uri = "s3://trail/" + Key };

    /// <summary>A record with the given members (such as <c>"awsRegion":"eu-west-1"</c>) behind those that make it one of CloudTrail's.</summary>
    public static JsonObject With(string members, ObjectReference? origin = null) =>
        Of($$"""{"eventVersion":"1.08","eventType":"AwsApiCall"{{(members.Length == 0 ? "" : "," + members)}}}""", origin);

    public static JsonNode? FieldWith(string name, string members) => With(members)["@fields"]![name];

    public static IEnumerable<string> TagsWith(string members) => With(members)["@tags"]!.AsArray().Select(tag => (string)tag!);

    public static JsonObject Of(string record, ObjectReference? origin = null) =>
        (Answer(record, out var written, origin) == ProcessorAnswer.Pass ? JsonNode.Parse(written) as JsonObject : null)
        ?? throw new InvalidOperationException("The record was not taken: " + record);

    public static ProcessorAnswer Answer(string record, out string written, ObjectReference? origin = null)
    {
        using var batch = new RecordBatch();
        batch.Lend(origin ?? Object, SomeBatch.ObjectId, 7, SomeBatch.Lent([record]).Single());
        var result = new CloudTrailAdjustments().Process(batch[0]);
        written = batch[0].Written();
        return result.Answer;
    }
}
