namespace Fluency.Ingest.Tests.Model;

/// <summary>What is wrong with an object for good.</summary>
enum Damage
{
    None,
    Truncated,
    Corrupt,
    Missing,
}
