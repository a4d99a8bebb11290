using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The attributes that a sender gave a message, kept as they came.</summary>
sealed class MessageAttributes
{
    readonly SortedDictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    MessageAttributes()
    {
    }

    public int Count => _values.Count;

    /// <summary>The attributes of an entry to send, or null if it has none.</summary>
    public static MessageAttributes? Of(JsonElement entry)
    {
        if (!entry.TryGetProperty("MessageAttributes", out var json) || json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var attributes = new MessageAttributes();
        foreach (var property in json.EnumerateObject())
        {
            attributes._values[property.Name] = property.Value.Clone();
        }

        return attributes.Count > 10
            ? throw SqsErrors.InvalidParameter($"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [10].")
            : attributes.Count == 0 ? null : attributes;
    }

    /// <summary>The attributes that a receive asks for, by names, "All" or "prefix.*"; null if that leaves none.</summary>
    public MessageAttributes? Only(IReadOnlyCollection<string> names)
    {
        if (names.Contains("All") || names.Contains(".*"))
        {
            return this;
        }

        var chosen = new MessageAttributes();
        foreach (var (name, value) in _values)
        {
            if (names.Any(asked => asked == name || (asked.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(asked[..^1], StringComparison.Ordinal))))
            {
                chosen._values[name] = value;
            }
        }

        return chosen.Count == 0 ? null : chosen;
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in _values)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
    }

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
    public string Md5()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, value) in _values)
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            var type = value.GetProperty("DataType").GetString() ?? "";
            Append(hash, Encoding.UTF8.GetBytes(type));
            var isBinary = type.StartsWith("Binary", StringComparison.Ordinal);
            hash.AppendData([(byte)(isBinary ? 2 : 1)]);
            Append(hash, isBinary ? value.GetProperty("BinaryValue").GetBytesFromBase64() : Encoding.UTF8.GetBytes(value.GetProperty("StringValue").GetString() ?? ""));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
