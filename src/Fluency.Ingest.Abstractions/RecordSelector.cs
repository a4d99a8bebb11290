namespace Fluency.Ingest;

/// <summary>Says whether a route takes a record. Called by many threads at once; must have no side effects and keep nothing of the record.</summary>
/// <param name="record">The record as it came in.</param>
/// <returns>Whether the route takes it.</returns>
public delegate bool RecordSelector(Record record);
