namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>One file in the <see cref="Ledger"/>. Guarded by its lock.</summary>
sealed record LedgerEntry(int Records, int Padding, bool IsDamaged)
{
    /// <summary>How many of its records have arrived: all before this index.</summary>
    public int Arrived { get; set; }

    public bool IsWhole => Arrived == Records;
}
