namespace Fluency.Ingest.Tests.Objects;

/// <summary>Damages bytes in ways that storage, networks and attackers do.</summary>
static class Damage
{
    /// <summary>Once, mostly; sometimes more often.</summary>
    public static byte[] Any(byte[] bytes, Random random)
    {
        var damaged = bytes;
        do
        {
            damaged = Once(damaged, random);
        }
        while (random.Next(3) == 0);

        return damaged;
    }

    static byte[] Once(byte[] bytes, Random random)
    {
        // The codes of a block stand at the beginning of its data, and most rules with them.
        var at = random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 40));
        return random.Next(6) switch
        {
            0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(at + 1, bytes.Length)..]],
            1 => bytes[..at],
            2 => [.. bytes[..at], .. Noise(random), .. bytes[at..]],
            3 => [.. bytes[..at], .. bytes[random.Next(bytes.Length + 1)..]],
            4 => [.. bytes, .. Noise(random)],
            _ => [.. bytes[..at], .. bytes.Skip(at).Take(1).Select(value => (byte)(value ^ (1 << random.Next(8)))), .. bytes.Skip(at + 1)],
        };
    }

    static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 60)];
        random.NextBytes(noise);
        return noise;
    }
}
