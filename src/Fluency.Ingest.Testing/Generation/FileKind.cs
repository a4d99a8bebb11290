namespace Fluency.Ingest.Testing.Generation;

/// <summary>The kinds of files in a trail's bucket, each in a folder of its own.</summary>
enum FileKind
{
    Api = 0,
    Insight,
    NetworkActivity,
    Aggregated,
}
