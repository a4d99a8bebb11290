namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What the command line says about a measuring of ratios.</summary>
sealed class RatioOptions
{
    public const string Usage =
        """
        ratios [--filter ROW] [--data large,small,real-large,real] [--quick | --gate | --write]
          --quick  fewer pairs, while tuning
          --gate   on generated files only, and fails only far below the goal or what was recorded: for build servers
          --write  keeps the figures in benchmarks/results
        """;

    /// <summary>Only rows whose name contains it.</summary>
    public string Filter { get; private set; } = "";

    public IReadOnlyList<string> Data { get; private set; } = DataSets.Names;

    // Nine pairs: the median then has four on each side, so that two or three disturbed ones do not move it far.
    public int Pairs { get; private set; } = 9;

    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(2);

    public bool IsGate { get; private set; }

    public bool IsKept { get; private set; }

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
                case ["--gate", ..]:
                    options.IsGate = true;
                    options.Data = ["large", "small"];
                    options.WarmUp = TimeSpan.FromSeconds(1);
                    words = words[1..];
                    break;
                case ["--write", ..]:
                    options.IsKept = true;
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

        // What is kept is whole.
        return options.IsKept && (options.Filter.Length > 0 || options.IsGate) ? null : options;
    }
}
