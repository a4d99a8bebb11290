using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Fluency.Ingest.Notifications;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>Whatever becomes of a known body on its way, the parser never throws, and never takes one for understood of which it understood nothing.</summary>
public sealed class NotificationFuzzTests
{
    static readonly NotificationParser Parser = new(maxEntries: 100);

    // What tells of no object, and says so by its form.
    static readonly NotificationKind[] Silent = [NotificationKind.Empty, NotificationKind.S3TestEvent, NotificationKind.CloudTrailValidation, NotificationKind.SnsSubscriptionConfirmation];

    static readonly string[] Values = ["null", "true", "7", "-1e99", "\"\"", "\"x\"", "\"\\ud800\"", "\"%FF\"", "[]", "{}", "[[]]", "{\"a\":{}}", "{\"\\ud800\":1}", "[null,null]"];

    static readonly Gen<string> Body = Gen.Int[0, Bodies.All.Count - 1].Select(static at => Bodies.All[at]);

    [Fact]
    public void Bytes_ChangedAtRandom_AreNeverHalfUnderstood() =>
        Gen.Select(Body, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1 << 20], Gen.Int[1, 40], Gen.Byte).Array[1, 6]).Sample(
            static (body, edits) => IsHonest(Edit(Encoding.UTF8.GetBytes(body), edits)),
            iter: 3_000);

    [Fact]
    public void Values_ReplacedAtRandom_AreNeverHalfUnderstood() =>
        Gen.Select(Body.Where(static body => body != Bodies.CloudTrailValidation), Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[-2, Values.Length - 1]).Array[1, 4]).Sample(
            static (body, edits) => IsHonest(Encoding.UTF8.GetBytes(Replace(body, edits))),
            iter: 3_000);

    [Fact]
    public void Bytes_Cut_AreNeverHalfUnderstood()
    {
        foreach (var body in Bodies.All.Select(Encoding.UTF8.GetBytes))
        {
            for (var length = 0; length < body.Length; length++)
            {
                Assert.True(IsHonest(body[..length]) && Parser.Parse(body.AsMemory(0, length)).Problem is not null, $"cut at {length}: {Encoding.UTF8.GetString(body)}");
            }
        }
    }

    static bool IsHonest(byte[] body)
    {
        var notification = Parser.Parse(body);
        using var explained = new MemoryStream();
        using (var writer = new Utf8JsonWriter(explained))
        {
            notification.WriteTo(writer);
        }

        return notification.Problem is { Reason.Length: > 0 }
            || notification.Objects.Count + notification.Ignored.Count > 0
            || Silent.Contains(notification.Kind);
    }

    static byte[] Edit(byte[] body, (int Kind, int At, int Count, byte Value)[] edits)
    {
        List<byte> bytes = [.. body];
        foreach (var (kind, at, count, value) in edits)
        {
            var from = at % (bytes.Count + 1);
            var length = Math.Min(count, bytes.Count - from);
            switch (kind)
            {
                case 0 when from < bytes.Count:
                    bytes[from] = value;
                    break;
                case 1:
                    bytes.RemoveRange(from, length);
                    break;
                case 2:
                    bytes.Insert(from, value);
                    break;
                default:
                    bytes.InsertRange(from, bytes.GetRange(from, length));
                    break;
            }
        }

        return [.. bytes];
    }

    // Text, so that also what no JsonNode can hold is put in: half of a surrogate pair, two members of one name.
    static string Replace(string body, (int At, int Value)[] edits)
    {
        const string Place = "\"@place@\"";
        foreach (var (at, value) in edits)
        {
            var root = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = 1_000 });
            var places = Places(root).ToList();
            if (places.Count == 0)
            {
                return body;
            }

            places[at % places.Count](value == -2 ? null : JsonNode.Parse(Place), value == -1);
            body = root!.ToJsonString().Replace(Place, value < 0 ? "null" : Values[value], StringComparison.Ordinal);
            if (value >= 0 && Values[value].Contains("ud800", StringComparison.Ordinal))
            {
                return body;
            }
        }

        return body;
    }

    // Each member and item: given a value it is replaced, told so it is removed.
    static IEnumerable<Action<JsonNode?, bool>> Places(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    yield return (replacement, isRemoved) =>
                    {
                        members.Remove(name);
                        if (!isRemoved)
                        {
                            members.Add(name, replacement);
                        }
                    };
                    foreach (var inner in Places(value))
                    {
                        yield return inner;
                    }
                }

                break;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    var place = at;
                    yield return (replacement, isRemoved) =>
                    {
                        items.RemoveAt(place);
                        if (!isRemoved)
                        {
                            items.Insert(place, replacement);
                        }
                    };
                    foreach (var inner in Places(items[at]))
                    {
                        yield return inner;
                    }
                }

                break;
        }
    }
}
