namespace Fluency.Ingest.Deliveries;

/// <summary>An open object, as <see cref="FlightBudget"/> counts it.</summary>
/// <param name="Places">How many small objects it takes the place of.</param>
/// <param name="Epoch">The epoch of the <see cref="OpenWidth"/> that it was opened in.</param>
/// <param name="At">When it was opened.</param>
readonly record struct OpenObject(int Places, int Epoch, long At);
