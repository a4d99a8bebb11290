using System.Globalization;
using System.Text;

namespace Fluency.Ingest.Testing.Conformance;

/// <summary>The records that sinks are tried with.</summary>
static class TrialRecords
{
    static readonly NestName Nested = new("@record");
    static readonly RecordPath Name = RecordPath.Parse("name");

    /// <summary>What breaks sinks that read, escape or cut what they should only hand on.</summary>
    public static IReadOnlyList<byte[]> Awkward { get; } =
    [
        .. ((string[])
        [
            "{}",
            """{"name":"plain"}""",
            "{\r\n\t\"name\": \"pretty\",\r\n\t\"list\": [ 1,\n2 ]\n}",
            """{"float":1.0,"integer":123456789012345678901234567890,"power":1E+2,"zero":-0}""",
            """{"name":"\u00e4\/\"\\\n\ud83d\ude00\u0000"}""",
            """{"name":"ä 😀 \\"}""",
            "{\"name\":\"\u2028\u2029\u0085\ufeff\"}",
            """{"name":"1","name":"2","":null}""",
            """{"name":"</script><b>' OR 1=1 --","${jndi:ldap://x}":"%s%n"}""",
            """{"@id":"of the record itself","event":{"time":0},"Records":[]}""",
            $$"""{"name":{{new string('[', 60)}}{{new string(']', 60)}}}""",
            $$"""{"name":"{{new string('x', 100_000)}}"}""",
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Records that tell their place.</summary>
    public static IReadOnlyList<byte[]> Numbered(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(static n => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{n}}}""")))];

    /// <summary>One record of a size.</summary>
    public static byte[] Large(int bytes)
    {
        var record = new byte[Math.Max(bytes, "{\"\":\"\"}"u8.Length)];
        record.AsSpan().Fill((byte)'x');
        "{\"\":\""u8.CopyTo(record);
        "\"}"u8.CopyTo(record.AsSpan(record.Length - 2));
        return record;
    }

    /// <summary>Every second record as processors leave it.</summary>
    public static void Edit(Record record)
    {
        switch (record.Index % 4)
        {
            case 1:
                record.Set("@id"u8, record.Id.ToString());
                record.Set("@time"u8, 1_764_324_000_123);
                break;
            case 3:
                record.Replace(Name, "[null]"u8);
                record.Set("@text"u8, "ä\n\"\\");
                record.Nest(Nested);
                break;
            default:
                break;
        }
    }
}
