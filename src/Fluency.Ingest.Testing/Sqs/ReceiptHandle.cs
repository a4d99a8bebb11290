using System.Globalization;
using System.Text;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>What is inside a receipt handle: which queue, message and receive, and when. To clients it is opaque.</summary>
readonly record struct ReceiptHandle(string Queue, long Number, int Receipt, DateTimeOffset ReceivedAt)
{
    const string Prefix = "AQEB";

    public override string ToString()
        => Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Queue}/{Number}/{Receipt}/{ReceivedAt.UtcTicks}")));

    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        handle = default;
        var decoded = new byte[text.Length];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), decoded, out var length))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(decoded, 0, length).Split('/');
        if (parts.Length != 4
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var receipt)
            || !long.TryParse(parts[3], CultureInfo.InvariantCulture, out var ticks))
        {
            return false;
        }

        handle = new ReceiptHandle(parts[0], number, receipt, new DateTimeOffset(ticks, TimeSpan.Zero));
        return true;
    }
}
