using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Values of requestParameters, with what real ones have in them.</summary>
static class Parameters
{
    public static void EncryptionContext(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("keyId", $"arn:aws:kms:us-east-1:111122223333:key/{dice.Known(12).Guid()}");
        json.WriteString("encryptionAlgorithm", "SYMMETRIC_DEFAULT");
        json.WriteStartObject("encryptionContext");
        json.WriteString("aws:cloudtrail:arn", "arn:aws:cloudtrail:us-east-1:111122223333:trail/main");
        json.WriteString("aws:s3:arn", $"arn:aws:s3:::trail-logs-example/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/111122223333_{dice.Alphanumeric(16)}.json.gz");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Filters(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteStartObject(dice.Chance(50) ? "filterSet" : "instancesSet");
        json.WriteStartArray("items");
        for (var i = dice.Below(9); i > 0; i--)
        {
            json.WriteStartObject();
            json.WriteString("name", dice.Pick<string>(["vpc-id", "tag:Name", "instance-state-name"]));
            json.WriteStartObject("valueSet");
            json.WriteStartArray("items");
            json.WriteStartObject();
            json.WriteString("value", "vpc-" + dice.Known(6).Hex(17));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("maxResults", 1000);
        json.WriteEndObject();
    }

    public static void AssumeRole(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("roleArn", $"arn:aws:iam::111122223333:role/service-role/worker-{dice.Known(8).Hex(8)}");
        json.WriteString("roleSessionName", $"session-{dice.Digits(13)}");
        json.WriteNumber("durationSeconds", 3600);
        json.WriteEndObject();
    }

    public static void BucketAndHost(Utf8JsonWriter json, Dice dice)
    {
        var bucket = "bucket-" + dice.Known(16).Hex(10);
        json.WriteStartObject();
        json.WriteString("bucketName", bucket);
        json.WriteString("Host", bucket + ".s3.us-east-1.amazonaws.com");
        json.WriteString("acl", "");
        json.WriteEndObject();
    }

    public static void BucketKeyAndHost(Utf8JsonWriter json, Dice dice)
    {
        var bucket = "bucket-" + dice.Known(16).Hex(10);
        json.WriteStartObject();
        json.WriteString("bucketName", bucket);
        json.WriteString("Host", bucket + ".s3.us-east-1.amazonaws.com");
        json.WriteString("key", dice.Pick<string>(["backup/täglich/", "photos 2026/", "tmp/\u65e5\u672c/", "plain/", "\U0001F4C1/"]) + dice.Alphanumeric(20));
        json.WriteEndObject();
    }

    public static void ParameterName(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("name", "/app/prod/" + dice.Known(40).Alphanumeric(12));
        json.WriteBoolean("withDecryption", dice.Chance(50));
        json.WriteEndObject();
    }

    public static void LogStream(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("logGroupName", "/aws/lambda/worker-" + dice.Known(16).Hex(6));
        // The brackets are really there.
        json.WriteString("logStreamName", $"2026/01/02/[$LATEST]{dice.Known(60).Hex(32)}");
        json.WriteEndObject();
    }

    public static void FunctionName(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("functionName", $"arn:aws:lambda:us-east-1:111122223333:function:worker-{dice.Known(16).Hex(6)}");
        json.WriteNull("clientContext");
        json.WriteEndObject();
    }

    public static void ItemKey(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("tableName", "orders");
        json.WriteStartObject("key");
        json.WriteString("id", dice.Guid());
        json.WriteEndObject();
        json.WriteStartArray("items");
        json.WriteStringValue("id");
        json.WriteStringValue("createdAt");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void RunInstances(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("instanceType", dice.Pick<string>(["m7g.large", "t3.micro", "c6i.4xlarge"]));
        json.WriteStartObject("blockDeviceMapping");
        json.WriteEndObject();
        json.WriteBoolean("disableApiTermination", false);
        json.WriteString("clientToken", dice.Guid());
        json.WriteString("userData", "<sensitiveDataRemoved>");
        json.WriteEndObject();
    }

    public static void PolicyDocument(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("roleName", "worker-" + dice.Known(8).Hex(8));
        json.WriteString("policyName", "inline");
        // JSON within a string, with line ends.
        var statement = "    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"],\n      \"Resource\": \"arn:aws:s3:::bucket/*\"\n    }";
        var statements = string.Join(",\n", Enumerable.Repeat(statement, dice.Between(1, 12)));
        json.WriteString("policyDocument", $"{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n{statements}\n  ]\n}}");
        json.WriteEndObject();
    }

    /// <summary>Names that differ only by case.</summary>
    public static void TagsByCase(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteStartObject("Tag");
        json.WriteString("Key", "Name");
        // As it is: the writer would escape what lies beyond the first 65,536 characters.
        json.WritePropertyName("Value");
        json.WriteRawValue("\"Zürich \U0001F600\"", skipInputValidation: true);
        json.WriteEndObject();
        json.WriteStartArray("tag");
        json.WriteStringValue(dice.Hex(6));
        json.WriteEndArray();
        json.WriteString("TAG", "");
        json.WriteEndObject();
    }

    /// <summary>Text that begins like JSON and is none.</summary>
    public static void BracedText(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("stackName", "{{resolve:ssm:/stacks/name}}");
        json.WriteString("templateBody", "{ truncated ... ");
        json.WriteStartArray("capabilities");
        json.WriteStringValue("[CAPABILITY_IAM");
        json.WriteEndArray();
        json.WriteString("onFailure", "\"quoted\"");
        json.WriteString("clientRequestToken", dice.Guid());
        json.WriteEndObject();
    }

    /// <summary>Numbers whose text a parser would not give back.</summary>
    public static void OddNumbers(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("databaseName", "logs");
        Raw("lastAccessTime", $"1.{dice.Digits(12)}E9");
        Raw("retention", $"{dice.Between(1, 3000)}.0");
        Raw("big", "9007199254740993" + dice.Digits(3));
        Raw("small", "-0.0");
        Raw("exponent", "1e-7");
        WriteColumns(json, dice);
        json.WriteEndObject();

        void Raw(string name, string number)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(number, skipInputValidation: true);
        }
    }

    /// <summary>Escapes that a parser would write differently.</summary>
    public static void Escapes(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WritePropertyName("queryString");
        json.WriteRawValue("\"SELECT \\\"a\\/b\\\" \\u003c\\u003E '\\u00fc\\u00DF' \\ud83d\\ude00 \\t\\r\\n\\\\ FROM t -- ü\\u2028\"", skipInputValidation: true);
        json.WriteString("clientRequestToken", dice.Guid());
        json.WritePropertyName("workGroup");
        json.WriteRawValue("\"caf\\u00e9]}\"", skipInputValidation: true);
        json.WriteEndObject();
    }

    public static void TextValue(Utf8JsonWriter json, Dice dice)
        => json.WriteStringValue(dice.Pick<string>(["", "***", "{omitted", "null", "HIDDEN_DUE_TO_SECURITY_REASONS", "[1, 2"]));

    static void WriteColumns(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartArray("columns");
        for (var i = dice.Between(10, 60); i > 0; i--)
        {
            json.WriteStartObject();
            json.WriteString("name", "column_" + dice.Known(60).Hex(8));
            json.WriteString("type", dice.Pick<string>(["string", "bigint", "double", "array<struct<a:int,b:string>>"]));
            json.WriteString("comment", "from deserializer");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
