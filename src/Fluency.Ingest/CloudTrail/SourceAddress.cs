using System.Net;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Tells apart what AWS puts into <c>sourceIPAddress</c>: an address, the name of a service, or neither.</summary>
static class SourceAddress
{
    /// <summary>IPv4 as four decimal numbers 0-255 without leading zeros (some parsers read those as octal), or IPv6 without brackets and zone.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text) => IsIPv4(text) || IsIPv6(text);

    /// <summary><c>AWS Internal</c> with whatever follows, or a DNS name whose last label is of letters, such as <c>rds.amazonaws.com</c>.</summary>
    public static bool IsService(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("AWS Internal"u8))
        {
            return true;
        }

        var lastDot = text.LastIndexOf((byte)'.');
        var lastLabel = text[(lastDot + 1)..];
        return lastDot > 0 && lastLabel.Length > 1 && AreLetters(lastLabel) && AreLabels(text[..lastDot]);
    }

    static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var dot = text.IndexOf((byte)'.');
            if (dot < 0 != (part == 3) || !IsByte(dot < 0 ? text : text[..dot]))
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return true;
    }

    static bool IsByte(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (digits[0] == '0' && digits.Length > 1))
        {
            return false;
        }

        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + digit - '0';
        }

        return value <= 255;
    }

    static bool IsIPv6(ReadOnlySpan<byte> text)
    {
        // The framework's parser also takes brackets, ports and zones, which are no part of an address in a record.
        foreach (var b in text)
        {
            if (!char.IsAsciiHexDigit((char)b) && b is not ((byte)':' or (byte)'.'))
            {
                return false;
            }
        }

        var lastColon = text.LastIndexOf((byte)':');
        return lastColon >= 0 && IPAddress.IsValidUtf8(text) && (!text.Contains((byte)'.') || IsIPv4(text[(lastColon + 1)..]));
    }

    static bool AreLetters(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (!char.IsAsciiLetter((char)b))
            {
                return false;
            }
        }

        return true;
    }

    static bool AreLabels(ReadOnlySpan<byte> text)
    {
        var previous = (byte)'.';
        foreach (var b in text)
        {
            if (b == '.' ? previous == '.' : !char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'))
            {
                return false;
            }

            previous = b;
        }

        return previous != '.';
    }
}
