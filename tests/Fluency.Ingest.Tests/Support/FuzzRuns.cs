using System.Globalization;

namespace Fluency.Ingest.Tests.Support;

/// <summary>How often fuzz tests run: a part of it where they run once more under other conditions, a multiple of it in search of what is rare.</summary>
static class FuzzRuns
{
    public const string Variable = "FLUENCY_INGEST_FUZZ_PERCENT";

    static readonly int Percent = Math.Max(1, int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "100", CultureInfo.InvariantCulture));

    public static int Of(int runs) => (int)Math.Clamp((long)runs * Percent / 100, 1, int.MaxValue);

    /// <summary>Of how many cases of an enumeration one is run.</summary>
    public static int Stride(int stride) => Math.Max(1, stride * 100 / Percent);
}
