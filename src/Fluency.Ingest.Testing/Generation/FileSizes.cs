namespace Fluency.Ingest.Testing.Generation;

/// <summary>How many records files hold. Shaped after an archive of 3,872 real files: the median is 5, a few hold thousands.</summary>
static class FileSizes
{
    // Of 1,000 files.
    static readonly (int Files, int First, int Last)[] Classes =
    [
        (5, 0, 0), (300, 1, 2), (250, 3, 5), (205, 6, 12), (130, 13, 30), (80, 31, 100), (27, 101, 400), (3, 1_000, 4_000),
    ];

    public static int Next(Dice dice)
    {
        var at = dice.Below(1_000);
        foreach (var (files, first, last) in Classes)
        {
            at -= files;
            if (at < 0)
            {
                return dice.Between(first, last);
            }
        }

        return 1;
    }
}
