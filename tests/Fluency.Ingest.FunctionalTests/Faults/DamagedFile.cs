using System.Text;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>The ways in which a small stored file can be damaged for good.</summary>
static class DamagedFile
{
    /// <summary>A name and what is stored, for every way.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> All { get; } = Make();

    static List<(string Name, byte[] Content)> Make()
    {
        var whole = TrailFile.Gzip("damaged", records: 50, padding: 100);
        var json = TrailFile.Json("damaged", records: 5);
        var wrongCrc = whole.ToArray();
        wrongCrc[^6] ^= 1;
        var flipped = whole.ToArray();
        flipped[whole.Length / 2] ^= 1;
        return
        [
            ("cut.json.gz", whole[..(whole.Length / 2)]),
            ("no-trailer.json.gz", whole[..^8]),
            ("wrong-crc.json.gz", wrongCrc),
            ("flipped.json.gz", flipped),
            ("junk-behind.json.gz", [.. whole, 1, 2, 3]),
            ("second-member-cut.json.gz", [.. whole, .. whole[..20]]),
            ("open.json", json[..^2]),
            ("behind-the-root.json", [.. json, .. "}"u8]),
            ("text.json", "no JSON at all"u8.ToArray()),
            ("deep.json", Encoding.ASCII.GetBytes(new string('[', 100_000))),
            ("not-utf8.json", [.. "{\"Records\":[{\"a\":\""u8, 0xFF, .. "\"}]}"u8]),
            ("html.json", "<html><body>503</body></html>"u8.ToArray()),
        ];
    }
}
