using System.Globalization;

namespace Fluency.Ingest.CloudTrail;

/// <summary>The key that CloudTrail gives an object, taken apart.</summary>
/// <remarks>
/// <c>[prefix/]AWSLogs/[organization/]account/kind/region/yyyy/MM/dd/file</c>, see
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html.
/// </remarks>
/// <param name="Account">The account's 12 digits.</param>
/// <param name="OrganizationId">Such as <c>o-exampleorgid</c>; null unless an organization's trail wrote it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Region">Such as <c>us-gov-west-1</c>.</param>
/// <param name="Date">The day of its delivery, UTC.</param>
/// <param name="DeliveryTime">The time of its delivery, if the file's name has it.</param>
readonly record struct CloudTrailKey(string Account, string? OrganizationId, CloudTrailKind Kind, string Region, DateOnly Date, DateTimeOffset? DeliveryTime)
{
    const string Anchor = "AWSLogs/";
    const int AccountLength = 12;

    /// <summary>Takes a key apart.</summary>
    /// <param name="key">The key, decoded.</param>
    /// <param name="parsed">Its parts.</param>
    /// <returns>Whether it is a key that CloudTrail gives.</returns>
    public static bool TryParse(string key, out CloudTrailKey parsed)
    {
        // The prefix is the user's and may hold the anchor, too: the last one that parses is CloudTrail's.
        for (var end = key.Length; end > 0 && key.LastIndexOf(Anchor, end - 1, StringComparison.Ordinal) is var at and >= 0; end = at)
        {
            if ((at == 0 || key[at - 1] == '/') && TryParseParts(key.AsSpan(at + Anchor.Length), out parsed))
            {
                return true;
            }
        }

        parsed = default;
        return false;
    }

    /// <summary>Reads the delivery time in the name of a log or digest file, wherever the file lies and whoever renamed its folders.</summary>
    /// <param name="name">A key or path.</param>
    /// <param name="time">The time.</param>
    /// <returns>Whether the file is named as CloudTrail names one.</returns>
    public static bool TryGetDeliveryTime(ReadOnlySpan<char> name, out DateTimeOffset time)
    {
        time = default;
        var file = name[(name.LastIndexOfAny('/', '\\') + 1)..];
        if (file.Length <= AccountLength || !AreDigits(file[..AccountLength]) || file[AccountLength] != '_')
        {
            return false;
        }

        // From the end, since a digest's name holds the trail's, and that may hold anything.
        for (var underscore = file.LastIndexOf('_'); underscore > 0; underscore = file[..underscore].LastIndexOf('_'))
        {
            if (TryParseTime(file[(underscore + 1)..], out time))
            {
                return true;
            }
        }

        return false;
    }

    static bool TryParseParts(ReadOnlySpan<char> rest, out CloudTrailKey parsed)
    {
        parsed = default;
        var account = Take(ref rest);
        var organization = ReadOnlySpan<char>.Empty;
        if (IsOrganization(account))
        {
            organization = account;
            account = Take(ref rest);
        }

        if (account.Length != AccountLength || !AreDigits(account) || !TryKind(Take(ref rest), out var kind))
        {
            return false;
        }

        var region = Take(ref rest);
        if (!IsRegion(region) || !TryDate(Take(ref rest), Take(ref rest), Take(ref rest), out var date) || rest.IsEmpty || rest.Contains('/'))
        {
            return false;
        }

        DateTimeOffset? time = TryGetDeliveryTime(rest, out var delivered) ? delivered : null;
        parsed = new CloudTrailKey(account.ToString(), organization.IsEmpty ? null : organization.ToString(), kind, region.ToString(), date, time);
        return true;
    }

    // The text before the next slash, or nothing, if there is none: what is left is then the file.
    static ReadOnlySpan<char> Take(scoped ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        if (slash < 0)
        {
            return [];
        }

        var part = rest[..slash];
        rest = rest[(slash + 1)..];
        return part;
    }

    static bool TryKind(ReadOnlySpan<char> folder, out CloudTrailKind kind)
    {
        (var isKnown, kind) = folder switch
        {
            "CloudTrail" => (true, CloudTrailKind.Events),
            "CloudTrail-Insight" => (true, CloudTrailKind.Insight),
            "CloudTrail-NetworkActivity" => (true, CloudTrailKind.NetworkActivity),
            "CloudTrail-Aggregated" => (true, CloudTrailKind.Aggregated),
            "CloudTrail-Digest" => (true, CloudTrailKind.Digest),
            _ => (false, default),
        };
        return isKnown;
    }

    static bool TryDate(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day, out DateOnly date)
    {
        date = default;
        if (year.Length != 4 || month.Length != 2 || day.Length != 2 || !AreDigits(year) || !AreDigits(month) || !AreDigits(day))
        {
            return false;
        }

        var (y, m, d) = (Number(year), Number(month), Number(day));
        if (y < 1 || m is < 1 or > 12 || d < 1 || d > DateTime.DaysInMonth(y, m))
        {
            return false;
        }

        date = new DateOnly(y, m, d);
        return true;
    }

    // yyyyMMddTHHmmZ of a log file or yyyyMMddTHHmmssZ of a digest. Old files have no underscore behind it.
    static bool TryParseTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        var end = text.IndexOf('Z');
        if (end is not (13 or 15) || text[8] != 'T' || !AreDigits(text[..8]) || !AreDigits(text[9..end])
            || !TryDate(text[..4], text[4..6], text[6..8], out var date))
        {
            return false;
        }

        var (hour, minute, second) = (Number(text[9..11]), Number(text[11..13]), end == 15 ? Number(text[13..15]) : 0);
        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new DateTimeOffset(date, new TimeOnly(hour, minute, second), TimeSpan.Zero);
        return true;
    }

    static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    static bool IsOrganization(ReadOnlySpan<char> text) => text.StartsWith("o-") && text.Length is >= 12 and <= 34 && AreLowerOrDigits(text[2..]);

    // No closed list: AWS adds regions and partitions.
    static bool IsRegion(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('-'))
        {
            if (text[part].IsEmpty || !AreLowerOrDigits(text[part]))
            {
                return false;
            }
        }

        return text.Contains('-');
    }

    static bool AreLowerOrDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
