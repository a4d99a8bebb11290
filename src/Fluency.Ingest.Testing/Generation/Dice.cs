namespace Fluency.Ingest.Testing.Generation;

/// <summary>A random sequence (SplitMix64) that is the same for the same seed on every runtime, which <see cref="Random"/> does not promise.</summary>
sealed class Dice
{
    const string AlphanumericSet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const string UpperSet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const string HexSet = "0123456789abcdef";

    ulong _state;

    public Dice(long seed) => _state = (ulong)seed;

    /// <summary>From 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(((UInt128)Next() * (ulong)end) >> 64);

    /// <summary>From <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>Names one of the few things of a kind that an account has, always in the same way: real records speak of the same roles, keys and instances again and again.</summary>
    public Dice Known(int count) => new(Below(count));

    public T Pick<T>(ReadOnlySpan<T> from) => from[Below(from.Length)];

    public string Alphanumeric(int length) => Text(length, AlphanumericSet);

    public string Upper(int length) => Text(length, UpperSet);

    public string Hex(int length) => Text(length, HexSet);

    public string Digits(int length) => Text(length, "0123456789");

    public string Guid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    string Text(int length, string set) => string.Create(length, (this, set), static (span, state) =>
    {
        foreach (ref var c in span)
        {
            c = state.set[state.Item1.Below(state.set.Length)];
        }
    });

    // https://prng.di.unimi.it/splitmix64.c
    ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
