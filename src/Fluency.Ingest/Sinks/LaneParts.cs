namespace Fluency.Ingest.Sinks;

/// <summary>What all lanes of a pipe share.</summary>
/// <param name="Policy">When a batch is written.</param>
/// <param name="Upstream">Whether more is coming.</param>
/// <param name="Intake">Is held while a lane is full or its sink is down.</param>
/// <param name="Time">The clock.</param>
sealed record LaneParts(FlushPolicy Policy, Upstream Upstream, Intake Intake, TimeProvider Time);
