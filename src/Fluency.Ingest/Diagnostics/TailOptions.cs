namespace Fluency.Ingest.Diagnostics;

/// <summary>What of the records that pass is shown; see <see cref="Pipe.TailAsync"/>.</summary>
public sealed class TailOptions
{
    /// <summary>Shows only records with this answer. Default <see langword="null"/>: all.</summary>
    public ProcessorAnswer? Answer { get; init; }

    /// <summary>Most records shown a second, by the pipe's clock; the others are counted in <see cref="TailRecord.Missed"/>. Default 20, from 1 to 1,000.</summary>
    public int MaxRecordsPerSecond { get; init; } = 20;

    /// <summary>Most records that wait for a reader that is slow; then the oldest is given up for the newest. Default 100, from 1 to 10,000.</summary>
    public int Capacity { get; init; } = 100;

    /// <summary>Most bytes of a record that are copied. Default 16 KiB, from 0 (none) to 1 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordsPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordsPerSecond, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Capacity, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxBodyBytes, 1024 * 1024);
    }
}
