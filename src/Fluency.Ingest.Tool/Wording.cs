using System.Globalization;

namespace Fluency.Ingest.Tool;

/// <summary>Numbers as people read them.</summary>
static class Wording
{
    static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>So many of a thing: <c>1 record</c>, <c>2,000 records</c>.</summary>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    /// <summary>So many bytes: <c>999 bytes</c>, <c>2.1 GB</c>.</summary>
    public static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1000 && unit < Units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return unit == 0 ? Count(bytes, "byte", "bytes") : string.Create(CultureInfo.InvariantCulture, $"{size:0.0} {Units[unit]}");
    }
}
