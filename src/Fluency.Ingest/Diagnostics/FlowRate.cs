namespace Fluency.Ingest.Diagnostics;

/// <summary>How much came through, on average over the window, or over the time since the start if that is shorter.</summary>
/// <param name="RecordsPerSecond">Records a second.</param>
/// <param name="BytesPerSecond">Bytes a second: of a source and its connection as they are stored, else of the records; 0 where bytes are not counted.</param>
public sealed record FlowRate(double RecordsPerSecond, double BytesPerSecond);
