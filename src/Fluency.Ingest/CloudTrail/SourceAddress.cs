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
        var (part, digits, value) = (0, 0, 0);
        foreach (var b in text)
        {
            if (b == '.' && digits > 0 && part < 3)
            {
                (part, digits, value) = (part + 1, 0, 0);
                continue;
            }

            var hasLeadingZero = digits > 0 && value == 0;
            value = (value * 10) + b - '0';
            digits++;
            if (!char.IsAsciiDigit((char)b) || hasLeadingZero || value > 255)
            {
                return false;
            }
        }

        return part == 3 && digits > 0;
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
