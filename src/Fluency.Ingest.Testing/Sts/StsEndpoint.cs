using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.Iam;

namespace Fluency.Ingest.Testing.Sts;

/// <summary>STS in its query protocol: form in, XML out. See https://docs.aws.amazon.com/STS/latest/APIReference/.</summary>
sealed class StsEndpoint : IEndpoint
{
    const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    public async Task IdentifyAsync(Call call)
    {
        call.Log.Service = AwsService.Sts;
        await call.ReadBodyAsync().ConfigureAwait(false);
        call.Log.Action = Form(call).GetValueOrDefault("Action", "Unknown");
    }

    public Task RunAsync(Call call) => call.Log.Action switch
    {
        "AssumeRole" => AssumeRoleAsync(call, Form(call)),
        "GetCallerIdentity" => GetCallerIdentityAsync(call),
        _ => throw new AwsError(400, "InvalidAction", $"Could not find operation {call.Log.Action} for version 2011-06-15"),
    };

    public Task SendErrorAsync(Call call, AwsError error) => SendAsync(call, error.Status, xml =>
    {
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error");
        xml.WriteElementString("Type", error.Status >= 500 ? "Receiver" : "Sender");
        xml.WriteElementString("Code", error.Code);
        xml.WriteElementString("Message", error.Message);
        xml.WriteEndElement();
        xml.WriteElementString("RequestId", call.Id);
    });

    static Task AssumeRoleAsync(Call call, Dictionary<string, string> form)
    {
        var arn = Required(form, "RoleArn");
        var session = Required(form, "RoleSessionName");
        var role = call.Aws.Sts.Find(arn);
        if (role is null || !call.Identity.MayDo("sts:AssumeRole", arn) || (role.ExternalId is not null && role.ExternalId != form.GetValueOrDefault("ExternalId")))
        {
            // AWS does not tell which of these it was.
            throw new AwsError(403, "AccessDenied", $"User: {call.Identity.Arn} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        }

        var key = CreateKey(call.Aws, role, Duration(form, role));
        call.Aws.Iam.Add(key);
        return SendResultAsync(call, "AssumeRole", xml =>
        {
            xml.WriteStartElement("AssumedRoleUser");
            xml.WriteElementString("Arn", $"{role.Identity.Arn}/{session}");
            xml.WriteElementString("AssumedRoleId", $"AROAEXAMPLE:{session}");
            xml.WriteEndElement();
            xml.WriteStartElement("Credentials");
            xml.WriteElementString("AccessKeyId", key.AccessKeyId);
            xml.WriteElementString("SecretAccessKey", key.Secret);
            xml.WriteElementString("SessionToken", key.SessionToken);
            xml.WriteElementString("Expiration", key.Expiration.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        });
    }

    static Task GetCallerIdentityAsync(Call call) => SendResultAsync(call, "GetCallerIdentity", xml =>
    {
        xml.WriteElementString("Arn", call.Identity.Arn);
        xml.WriteElementString("UserId", call.Credential.AccessKeyId ?? "anonymous");
        xml.WriteElementString("Account", call.Aws.AccountId);
    });

    static TemporaryKey CreateKey(LocalAws aws, LocalRole role, TimeSpan duration)
    {
        var id = "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(96));
        return new TemporaryKey(id, secret, token, aws.Now + duration, role.Identity);
    }

    static TimeSpan Duration(Dictionary<string, string> form, LocalRole role)
    {
        if (!form.TryGetValue("DurationSeconds", out var text))
        {
            return TimeSpan.FromHours(1) < role.MaxDuration ? TimeSpan.FromHours(1) : role.MaxDuration;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 900 or > 43_200)
        {
            throw new AwsError(400, "ValidationError", $"Value '{text}' at 'durationSeconds' failed to satisfy constraint: Member must be between 900 and 43200");
        }

        return TimeSpan.FromSeconds(seconds) <= role.MaxDuration
            ? TimeSpan.FromSeconds(seconds)
            : throw new AwsError(400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    static string Required(Dictionary<string, string> form, string name)
        => form.TryGetValue(name, out var value) && value.Length > 0
            ? value
            : throw new AwsError(400, "ValidationError", $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    static Dictionary<string, string> Form(Call call)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Encoding.UTF8.GetString(call.Body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            form[WebUtility.UrlDecode(parts[0])] = parts.Length > 1 ? WebUtility.UrlDecode(parts[1]) : "";
        }

        return form;
    }

    static Task SendResultAsync(Call call, string action, Action<XmlWriter> write) => SendAsync(call, 200, xml =>
    {
        xml.WriteStartElement(action + "Response", Namespace);
        xml.WriteStartElement(action + "Result");
        write(xml);
        xml.WriteEndElement();
        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", call.Id);
        xml.WriteEndElement();
    });

    static Task SendAsync(Call call, int status, Action<XmlWriter> write)
    {
        call.Response.ContentType = "text/xml";
        call.Response.Headers["x-amzn-RequestId"] = call.Id;
        return Answer.SendAsync(call, status, XmlBody.Write(write));
    }
}
