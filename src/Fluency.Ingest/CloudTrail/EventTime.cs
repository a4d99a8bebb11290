using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Reads the times of records strictly.</summary>
static class EventTime
{
    const int SecondsPerDay = 24 * 60 * 60;

    // "yyyy-MM-ddTHH:mm:ss"
    const int LengthOfSeconds = 19;

    static readonly RecordPaths Paths = RecordPaths.Parse("eventTime");

    /// <summary>When the event of a record happened, if it says so as CloudTrail does.</summary>
    /// <param name="record">A record; what was validated by its structure alone may be no JSON, and then says nothing.</param>
    /// <param name="unixMilliseconds">When.</param>
    public static bool TryFind(ReadOnlySpan<byte> record, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        try
        {
            RecordField field = default;
            Paths.Find(record, new Span<RecordField>(ref field));
            Span<byte> buffer = stackalloc byte[64];
            return field.Exists && field.ValueIn(record).TryGetText(buffer, out var text) && TryParse(text, out unixMilliseconds);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads a date-time of RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6) with an upper-case <c>T</c> and <c>Z</c>: what CloudTrail writes,
    /// <c>yyyy-MM-ddTHH:mm:ssZ</c>, and also a fraction of a second (cut to milliseconds) and an offset. A leap second counts as the second after it, as in POSIX.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        if (text.Length <= LengthOfSeconds || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60
            || !TryFraction(text[LengthOfSeconds..], out var milliseconds, out var offset)
            || !TryOffset(offset, out var offsetSeconds))
        {
            return false;
        }

        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var seconds = ((long)days * SecondsPerDay) + (hour * 3600) + (minute * 60) + second - offsetSeconds;

        // Leap seconds are inserted at the end of a day of UTC only.
        if (second == 60 && seconds % SecondsPerDay != 0)
        {
            return false;
        }

        unixMilliseconds = (seconds * 1000) + milliseconds;
        return unixMilliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && unixMilliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    }

    static bool TryFraction(ReadOnlySpan<byte> text, out int milliseconds, out ReadOnlySpan<byte> rest)
    {
        milliseconds = 0;
        rest = text;
        if (text[0] != '.')
        {
            return true;
        }

        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        for (var i = 0; i < 3; i++)
        {
            milliseconds = (milliseconds * 10) + (i < digits ? text[i + 1] - '0' : 0);
        }

        rest = digits > 0 ? text[(digits + 1)..] : [];
        return digits > 0;
    }

    static bool TryOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hours) || !TryDigits(text[4..], out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        seconds = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + b - '0';
        }

        return true;
    }
}
