namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What the command line says about a measuring of ratios.</summary>
sealed class RatioOptions
{
    public const string Usage = "ratios [--quick] [--filter ROW] [--data large,small,real-large,real]";

    /// <summary>Only rows whose name contains it.</summary>
    public string Filter { get; private set; } = "";

    public IReadOnlyList<string> Data { get; private set; } = DataSets.Names;

    // Nine pairs: the median then has four on each side, so that two or three disturbed ones do not move it far.
    public int Pairs { get; private set; } = 9;

    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads the words after <c>ratios</c>; null if they are not understood.</summary>
    public static RatioOptions? Parse(ReadOnlySpan<string> words)
    {
        var options = new RatioOptions();
        while (!words.IsEmpty)
        {
            switch (words)
            {
                case ["--quick", ..]:
                    options.Pairs = 5;
                    options.WarmUp = TimeSpan.FromSeconds(1);
                    words = words[1..];
                    break;
                case ["--filter", var filter, ..]:
                    options.Filter = filter;
                    words = words[2..];
                    break;
                case ["--data", var data, ..]:
                    options.Data = data.Split(',');
                    words = words[2..];
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
