using System.Globalization;

namespace Fluency.Ingest.Tool;

/// <summary>Numbers as people read them.</summary>
static class Wording
{
    static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>So many of a thing: <c>1 record</c>, <c>2,000 records</c>.</summary>
    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    /// <summary>A span of time: <c>30 s</c>, <c>1.5 s</c>, or as configurations write it if that is longer than some minutes.</summary>
    public static string Time(TimeSpan time) =>
        time < TimeSpan.FromMinutes(5) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s") : time.ToString();

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
