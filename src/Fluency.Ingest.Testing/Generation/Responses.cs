using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Values of responseElements, additionalEventData and serviceEventDetails, with what real ones have in them.</summary>
static class Responses
{
    /// <summary>As EC2 gives it with a denied call: long and meaningless to all but STS.</summary>
    public const string EncodedMessage = "4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn-abcdefghijklmn-oxKUy5N7ar9KxGHg-AUs5zkxZYvWW0HpqlMKqJhMLyvt4ODHZ_Wl9zkjLZUmPfFkwUgHJtC1zZ0lBbk0Vq";

    public static void TemporaryCredentials(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteStartObject("credentials");
        json.WriteString("accessKeyId", "ASIA" + dice.Upper(16));
        json.WriteString("sessionToken", "IQoJb3JpZ2luX2VjE" + dice.Alphanumeric(420) + "==");
        json.WriteString("expiration", "Jan 2, 2026, 1:05:00 AM");
        json.WriteEndObject();
        json.WriteStartObject("assumedRoleUser");
        json.WriteString("assumedRoleId", $"AROA{dice.Known(8).Upper(17)}:session");
        json.WriteString("arn", $"arn:aws:sts::111122223333:assumed-role/worker-{dice.Known(8).Hex(8)}/session");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void S3Transfer(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("SignatureVersion", "SigV4");
        json.WriteString("CipherSuite", "ECDHE-RSA-AES128-GCM-SHA256");
        json.WriteNumber("bytesTransferredIn", dice.Below(3) * 1024);
        json.WriteString("AuthenticationMethod", "AuthHeader");
        json.WriteString("x-amz-id-2", dice.Alphanumeric(75) + "=");
        // S3 writes this count as a floating-point number.
        json.WritePropertyName("bytesTransferredOut");
        json.WriteRawValue($"{dice.Between(200, 5000)}.0", skipInputValidation: true);
        json.WriteEndObject();
    }

    public static void ObjectVersion(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("x-amz-server-side-encryption", "aws:kms");
        json.WriteString("x-amz-version-id", dice.Alphanumeric(32));
        json.WriteEndObject();
    }

    public static void FunctionVersion(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("functionVersion", $"arn:aws:lambda:us-east-1:111122223333:function:worker-{dice.Known(16).Hex(6)}:$LATEST");
        json.WriteEndObject();
    }

    public static void Instances(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("reservationId", "r-" + dice.Hex(17));
        json.WriteStartObject("instancesSet");
        json.WriteStartArray("items");
        for (var i = dice.Between(4, 20); i > 0; i--)
        {
            WriteInstance(json, dice);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void ReturnTrue(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("requestId", dice.Guid());
        json.WriteBoolean("_return", true);
        json.WriteEndObject();
    }

    public static void StackId(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("stackId", $"arn:aws:cloudformation:us-east-1:111122223333:stack/app/{dice.Guid()}");
        json.WriteEndObject();
    }

    public static void LoginSuccess(Utf8JsonWriter json, Dice _)
    {
        json.WriteStartObject();
        json.WriteString("ConsoleLogin", "Success");
        json.WriteEndObject();
    }

    public static void LoginData(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("LoginTo", "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true");
        json.WriteString("MobileVersion", "No");
        json.WriteString("MFAUsed", dice.Chance(50) ? "Yes" : "No");
        json.WriteEndObject();
    }

    public static void KeyDetails(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("keyId", dice.Known(12).Guid());
        json.WriteEndObject();
    }

    static void WriteInstance(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject();
        json.WriteString("instanceId", "i-" + dice.Hex(17));
        json.WriteString("imageId", "ami-" + dice.Known(4).Hex(17));
        json.WriteStartObject("instanceState");
        json.WriteNumber("code", 0);
        json.WriteString("name", "pending");
        json.WriteEndObject();
        json.WriteString("privateDnsName", $"ip-10-0-{dice.Below(256)}-{dice.Below(256)}.ec2.internal");
        json.WriteString("subnetId", "subnet-" + dice.Known(12).Hex(17));
        json.WriteString("vpcId", "vpc-" + dice.Known(6).Hex(17));
        json.WriteNumber("launchTime", 1_767_312_000_000 + dice.Below(1_000_000));
        json.WriteStartObject("monitoring");
        json.WriteString("state", "disabled");
        json.WriteEndObject();
        json.WriteString("architecture", "arm64");
        json.WriteBoolean("ebsOptimized", dice.Chance(50));
        json.WriteEndObject();
    }
}
