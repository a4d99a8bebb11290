using System.Globalization;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Times as CloudTrail writes them: UTC in whole seconds.</summary>
static class Times
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
