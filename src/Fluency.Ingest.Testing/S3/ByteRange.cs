using System.Globalization;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The one range of a Range header. See https://www.rfc-editor.org/rfc/rfc9110#name-range.</summary>
static class ByteRange
{
    /// <summary>The bytes asked for, or null for the whole: S3 ignores what it does not understand, and several ranges at once.</summary>
    public static (int Start, int Length)? Parse(string? header, int size)
    {
        if (header is null || !header.StartsWith("bytes=", StringComparison.Ordinal) || header.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var ends = header["bytes=".Length..].Split('-');
        if (ends.Length != 2 || !TryParse(ends[0], out var first) || !TryParse(ends[1], out var last) || (first is null && last is null) || last < first)
        {
            return null;
        }

        var start = first ?? Math.Max(0, size - last!.Value);
        var end = first is null || last is null ? size - 1 : Math.Min(last.Value, size - 1);
        return start < size && (first is not null || last > 0) ? ((int)start, (int)(end - start + 1)) : throw S3Errors.InvalidRange(header, size);
    }

    static bool TryParse(string text, out long? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return isNumber;
    }
}
