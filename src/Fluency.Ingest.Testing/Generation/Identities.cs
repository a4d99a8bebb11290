using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Writes userIdentity. See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.</summary>
static class Identities
{
    // So that half of the records of a busy account are made by some twenty machines.
    const int Instances = 24;
    const int Roles = 8;

    static readonly string[] Names = ["alice", "bob", "Zoë", "deploy-bot", "audit_reader", "O'Brien"];

    public static void Write(Utf8JsonWriter json, Dice dice, TrailScene scene, IdentityKind kind)
    {
        json.WriteStartObject();
        switch (kind)
        {
            case IdentityKind.Nameless:
                // Events of a service often have no type at all.
                json.WriteString("accountId", scene.AccountId);
                json.WriteString("invokedBy", "AWS Internal");
                break;
            case IdentityKind.Service:
                json.WriteString("type", "AWSService");
                json.WriteString("invokedBy", dice.Pick<string>(Services));
                break;
            case IdentityKind.Root:
                Common(json, "Root", scene.AccountId, $"arn:aws:iam::{scene.AccountId}:root", scene.AccountId);
                json.WriteString("accessKeyId", "");
                Session(json, dice, scene);
                break;
            case IdentityKind.User:
                var user = dice.Known(Names.Length);
                var name = user.Pick<string>(Names);
                Common(json, "IAMUser", "AIDA" + user.Upper(17), $"arn:aws:iam::{scene.AccountId}:user/{name}", scene.AccountId);
                json.WriteString("accessKeyId", "AKIA" + user.Upper(16));
                json.WriteString("userName", name);
                break;
            case IdentityKind.FailedLogin:
                json.WriteString("type", "IAMUser");
                json.WriteString("accountId", scene.AccountId);
                json.WriteString("accessKeyId", "");
                json.WriteString("userName", "HIDDEN_DUE_TO_SECURITY_REASONS");
                break;
            case IdentityKind.WebIdentity:
                json.WriteString("type", "WebIdentityUser");
                json.WriteString("principalId", $"accounts.example.com:app:{dice.Digits(21)}");
                json.WriteString("userName", dice.Digits(21));
                json.WriteString("identityProvider", "accounts.example.com");
                break;
            case IdentityKind.IdentityCenter:
                json.WriteString("type", "IdentityCenterUser");
                json.WriteString("accountId", scene.AccountId);
                json.WriteStartObject("onBehalfOf");
                json.WriteString("userId", dice.Guid());
                json.WriteString("identityStoreArn", $"arn:aws:identitystore::{scene.AccountId}:identitystore/d-{dice.Hex(10)}");
                json.WriteEndObject();
                json.WriteString("credentialId", dice.Alphanumeric(40));
                break;
            default:
                AssumedRole(json, dice, scene);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Services that act for users: what stands in sourceIPAddress and invokedBy then.</summary>
    public static ReadOnlySpan<string> Services => ServiceNames;

    static readonly string[] ServiceNames =
        ["cloudtrail.amazonaws.com", "autoscaling.amazonaws.com", "ec2.amazonaws.com", "config.amazonaws.com", "lambda.amazonaws.com", "AWS Internal"];

    static void AssumedRole(Utf8JsonWriter json, Dice dice, TrailScene scene)
    {
        var instance = dice.Known(Instances);
        var issuer = instance.Known(Roles);
        var role = "worker-" + issuer.Hex(4);
        var roleId = "AROA" + issuer.Upper(17);
        var session = "i-" + instance.Hex(17);
        Common(json, "AssumedRole", $"{roleId}:{session}", $"arn:aws:sts::{scene.AccountId}:assumed-role/{role}/{session}", scene.AccountId);
        json.WriteString("accessKeyId", "ASIA" + instance.Upper(16));
        Session(json, dice, scene, roleId, role);
        if (dice.Chance(20))
        {
            json.WriteString("invokedBy", dice.Pick(Services));
        }
    }

    static void Common(Utf8JsonWriter json, string type, string principal, string arn, string account)
    {
        json.WriteString("type", type);
        json.WriteString("principalId", principal);
        json.WriteString("arn", arn);
        json.WriteString("accountId", account);
    }

    static void Session(Utf8JsonWriter json, Dice dice, TrailScene scene, string? roleId = null, string role = "")
    {
        json.WriteStartObject("sessionContext");
        json.WriteStartObject("sessionIssuer");
        if (roleId is not null)
        {
            Common(json, "Role", roleId, $"arn:aws:iam::{scene.AccountId}:role/{role}", scene.AccountId);
            json.WriteString("userName", role);
        }

        json.WriteEndObject();
        json.WriteStartObject("webIdFederationData");
        json.WriteEndObject();
        json.WriteStartObject("attributes");
        json.WriteString("creationDate", Times.Text(scene.DeliveredAt.AddMinutes(-dice.Between(20, 200))));
        // A string, and not always in the same case.
        json.WriteString("mfaAuthenticated", dice.Chance(10) ? "true" : dice.OneIn(20) ? "False" : "false");
        json.WriteEndObject();
        if (roleId is not null && dice.Chance(40))
        {
            json.WriteString("ec2RoleDelivery", dice.Chance(50) ? "1.0" : "2.0");
        }

        json.WriteEndObject();
    }
}
