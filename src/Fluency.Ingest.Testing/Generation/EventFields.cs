using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>The fields of one event, each of which can be written on its own, in any order.</summary>
readonly ref struct EventFields
{
    static readonly string[] UserAgents =
    [
        "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0 exe/x86_64 prompt/off command/ec2.describe-instances",
        "Boto3/1.34.49 md/Botocore#1.34.49 ua/2.0 os/linux#6.1.79 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.49",
        "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.4.247-169.350.amzn2int.x86_64 OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372 vendor/Oracle_Corporation cfg/retry-mode/standard]",
        "APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.39.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.25.2 os/linux lang/go#1.21.6 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.149.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
    ];

    static readonly string[] Versions = ["1.08", "1.08", "1.09", "1.10", "1.11"];

    readonly Utf8JsonWriter _json;
    readonly Dice _dice;
    readonly TrailScene _scene;
    readonly ApiCall _call;
    readonly IdentityKind _identity;
    readonly bool _fails;
    readonly bool _isNetwork;

    public EventFields(Utf8JsonWriter json, Dice dice, TrailScene scene, ApiCall call, FileKind kind)
    {
        _json = json;
        _dice = dice;
        _scene = scene;
        _call = call;
        _isNetwork = kind == FileKind.NetworkActivity;
        _fails = dice.Chance(call.Error.Percent);
        _identity = Identity(dice, call, _fails);
    }

    bool IsByService => _identity is IdentityKind.Service or IdentityKind.Nameless;

    bool IsServiceEvent => _call.EventType == "AwsServiceEvent";

    public void Write(RecordField field)
    {
        switch (field)
        {
            case RecordField.EventVersion: _json.WriteString("eventVersion", _dice.Pick<string>(Versions)); break;
            case RecordField.UserIdentity: WriteIdentity(); break;
            case RecordField.EventTime: WriteTime(); break;
            case RecordField.EventSource: _json.WriteString("eventSource", _call.Source); break;
            case RecordField.EventName: _json.WriteString("eventName", _call.Name); break;
            case RecordField.AwsRegion: _json.WriteString("awsRegion", _scene.Region); break;
            case RecordField.SourceIpAddress: _json.WriteString("sourceIPAddress", Address()); break;
            case RecordField.UserAgent: WriteUserAgent(); break;
            case RecordField.Error: WriteError(); break;
            case RecordField.RequestParameters: WriteOrNull("requestParameters", _call.Request); break;
            case RecordField.ResponseElements: WriteResponse(); break;
            case RecordField.AdditionalEventData: WriteIfAny("additionalEventData", _call.Additional); break;
            case RecordField.RequestId: WriteRequestId(); break;
            case RecordField.EventId: _json.WriteString("eventID", _dice.Guid()); break;
            case RecordField.ReadOnly: _json.WriteBoolean("readOnly", _call.IsReadOnly); break;
            case RecordField.Resources: WriteResources(); break;
            case RecordField.EventType: _json.WriteString("eventType", _call.EventType); break;
            case RecordField.ApiVersion: WriteApiVersion(); break;
            case RecordField.ManagementEvent: _json.WriteBoolean("managementEvent", _call.Category == "Management"); break;
            case RecordField.RecipientAccountId: _json.WriteString("recipientAccountId", _scene.AccountId); break;
            case RecordField.SharedEventId: WriteTextIf(_dice.OneIn(80), "sharedEventID", _dice.Guid()); break;
            case RecordField.ServiceEventDetails: WriteIfAny("serviceEventDetails", _call.ServiceDetails); break;
            case RecordField.VpcEndpointId: WriteEndpoint(); break;
            case RecordField.EventCategory: _json.WriteString("eventCategory", _call.Category); break;
            case RecordField.TlsDetails: WriteTls(); break;
            case RecordField.SessionCredentialFromConsole: WriteTextIf(_dice.OneIn(12), "sessionCredentialFromConsole", "true"); break;
            default: WriteAddendum(); break;
        }
    }

    static IdentityKind Identity(Dice dice, ApiCall call, bool fails) => call.EventType switch
    {
        "AwsServiceEvent" => dice.Chance(60) ? IdentityKind.Nameless : IdentityKind.Service,
        "AwsConsoleSignIn" => fails ? IdentityKind.FailedLogin : dice.Chance(30) ? IdentityKind.Root : IdentityKind.User,
        _ => dice.Below(100) switch
        {
            < 62 => IdentityKind.Role,
            < 78 => IdentityKind.User,
            < 94 => IdentityKind.Service,
            < 96 => IdentityKind.Root,
            < 98 => IdentityKind.WebIdentity,
            _ => IdentityKind.IdentityCenter,
        },
    };

    void WriteIdentity()
    {
        _json.WritePropertyName("userIdentity");
        Identities.Write(_json, _dice, _scene, _identity);
    }

    void WriteTime()
    {
        var time = Times.Text(_scene.DeliveredAt.AddSeconds(-_dice.Between(60, 900)));
        switch (_dice.Below(400))
        {
            case 0:
                // Missing.
                break;
            case 1:
                // As AWS has really written it in 2014.
                _json.WriteString("eventTime", time.Replace(":", ": ", StringComparison.Ordinal));
                break;
            default:
                _json.WriteString("eventTime", time);
                break;
        }
    }

    string Address()
    {
        if (IsByService)
        {
            return _dice.Pick(Identities.Services);
        }

        return _dice.Below(40) switch
        {
            // A leading zero: octal to some parsers.
            0 => $"253.252.{_dice.Below(100)}.07",
            1 or 2 => $"2001:db8:{_dice.Hex(4)}:{_dice.Hex(4)}::{_dice.Hex(4)}",
            3 => "AWS Internal",
            _ => $"203.0.{_dice.Between(1, 255)}.{_dice.Between(1, 255)}",
        };
    }

    void WriteUserAgent()
    {
        if (!IsServiceEvent)
        {
            _json.WriteString("userAgent", IsByService ? _dice.Pick(Identities.Services) : _dice.Pick<string>(UserAgents));
        }
    }

    void WriteError()
    {
        if (!_fails)
        {
            return;
        }

        WriteTextIf(_call.Error.Code.Length > 0, "errorCode", _call.Error.Code);
        WriteTextIf(_call.Error.Code.Length == 0 || !_dice.OneIn(6), "errorMessage", _call.Error.Message);
    }

    void WriteResponse()
    {
        if (!_fails)
        {
            WriteOrNull("responseElements", _call.Response);
        }
        else if (_call.EventType == "AwsConsoleSignIn")
        {
            _json.WriteStartObject("responseElements");
            _json.WriteString("ConsoleLogin", "Failure");
            _json.WriteEndObject();
        }
        else
        {
            _json.WriteNull("responseElements");
        }
    }

    void WriteRequestId()
    {
        // S3 has request ids of its own form; services often have none.
        if (!IsServiceEvent && !_dice.OneIn(300))
        {
            _json.WriteString("requestID", _call.Source == "s3.amazonaws.com" ? _dice.Upper(16) : _dice.Guid());
        }
    }

    void WriteResources()
    {
        if (_call.ResourceType is not { } type)
        {
            return;
        }

        _json.WriteStartArray("resources");
        _json.WriteStartObject();
        _json.WriteString("accountId", _scene.AccountId);
        _json.WriteString("type", type);
        _json.WriteString("ARN", Arn(type));
        _json.WriteEndObject();
        if (type == "AWS::S3::Object")
        {
            _json.WriteStartObject();
            _json.WriteString("type", "AWS::S3::Object");
            _json.WriteString("ARNPrefix", $"arn:aws:s3:::bucket-{_dice.Known(16).Hex(10)}/");
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    string Arn(string type) => type.Contains("S3", StringComparison.Ordinal)
        ? $"arn:aws:s3:::bucket-{_dice.Known(16).Hex(10)}"
        : $"arn:aws:{_call.Source.Split('.')[0]}:{_scene.Region}:{_scene.AccountId}:resource/{_dice.Known(30).Guid()}";

    void WriteApiVersion()
    {
        if (_call.ApiVersion is not null)
        {
            _json.WriteString("apiVersion", _call.ApiVersion);
        }
        else if (_dice.OneIn(100))
        {
            _json.WriteNull("apiVersion");
        }
    }

    void WriteEndpoint()
    {
        if (_isNetwork || _dice.OneIn(18))
        {
            _json.WriteString("vpcEndpointId", _dice.OneIn(6) ? "AWS Internal" : "vpce-" + _dice.Known(6).Hex(17));
        }

        WriteTextIf(_isNetwork, "vpcEndpointAccountId", _scene.AccountId);
    }

    void WriteTls()
    {
        if (IsByService || _dice.Chance(10))
        {
            return;
        }

        _json.WriteStartObject("tlsDetails");
        _json.WriteString("tlsVersion", _dice.Chance(60) ? "TLSv1.3" : "TLSv1.2");
        _json.WriteString("cipherSuite", "TLS_AES_128_GCM_SHA256");
        _json.WriteString("clientProvidedHostHeader", $"{_call.Source.Split('.')[0]}.{_scene.Region}.amazonaws.com");
        _json.WriteEndObject();
    }

    void WriteAddendum()
    {
        if (!_dice.OneIn(400))
        {
            return;
        }

        _json.WriteStartObject("addendum");
        _json.WriteString("reason", _dice.Chance(50) ? "DELIVERY_DELAY" : "UPDATED_DATA");
        _json.WriteString("updatedFields", "responseElements");
        _json.WriteString("originalEventID", _dice.Guid());
        _json.WriteEndObject();
    }

    void WriteOrNull(string name, Action<Utf8JsonWriter, Dice>? write)
    {
        _json.WritePropertyName(name);
        if (write is null || _dice.OneIn(10))
        {
            _json.WriteNullValue();
            return;
        }

        write(_json, _dice);
    }

    void WriteIfAny(string name, Action<Utf8JsonWriter, Dice>? write)
    {
        if (write is not null)
        {
            _json.WritePropertyName(name);
            write(_json, _dice);
        }
    }

    void WriteTextIf(bool isPresent, string name, string text)
    {
        if (isPresent)
        {
            _json.WriteString(name, text);
        }
    }
}
