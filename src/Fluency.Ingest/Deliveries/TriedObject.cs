namespace Fluency.Ingest.Deliveries;

/// <summary>What is settled of an object, as of the try of its delivery that opened it last.</summary>
/// <param name="Attempt">Which time the source had handed the delivery out.</param>
/// <param name="IsInPlace">Whether it was tried before without being handed out again.</param>
/// <param name="Settled">What is settled.</param>
readonly record struct TriedObject(int Attempt, bool IsInPlace, SettledRecords Settled)
{
    /// <summary>What is known to a try: what others of the same delivery have settled, the later ones too, or what it begins with.</summary>
    /// <remarks>Where a source gives the same number twice, it is another delivery, whatever its id: perhaps of a file that has changed since.</remarks>
    public static TriedObject Merge(TriedObject before, TriedObject now) => before.Attempt == now.Attempt && !now.IsInPlace ? now : now with { Settled = before.Settled };
}
