namespace Fluency.Ingest.Deliveries;

/// <summary>What a function that overrides the fate of failed deliveries is given.</summary>
/// <param name="Delivery">The delivery; not to be settled by the function.</param>
/// <param name="Failures">Everything that failed, at least one.</param>
/// <param name="Proposed">What the table would do.</param>
public readonly record struct FailureArguments(IDelivery Delivery, IReadOnlyList<Failure> Failures, Disposition Proposed);
