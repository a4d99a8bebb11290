namespace Fluency.Ingest.Tests.Objects;

/// <summary>How large the pieces are that something is cut into: all, one by one, or around the sizes at which the inflater goes another way.</summary>
static class PieceSizes
{
    const int Kinds = 8;

    public static Func<int> Of(int seed)
    {
        var random = new Random(seed);
        var kind = (seed & int.MaxValue) % Kinds;
        return () => Next(random, kind);
    }

    static int Next(Random random, int kind) => kind switch
    {
        0 => int.MaxValue,
        1 => 1,
        2 => random.Next(1, 9),
        3 => random.Next(18, 40),
        4 => random.Next(255, 400),
        5 => random.Next(1, 5_000),
        6 => random.Next(30_000, 70_000),
        _ => random.Next(20) == 0 ? 0 : Next(random, random.Next(2, Kinds - 1)),
    };
}
