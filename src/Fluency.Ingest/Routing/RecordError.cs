namespace Fluency.Ingest.Routing;

/// <summary>What went wrong with a record on its way through the routes.</summary>
/// <param name="Object">The record's object.</param>
/// <param name="Index">Its place in it.</param>
/// <param name="Reason">What a processor answered or threw, or what the router did.</param>
readonly record struct RecordError(ObjectReference Object, uint Index, string Reason)
{
    /// <summary>The error that a record carries.</summary>
    public static RecordError Of(Record record) => new(record.Object, record.Index, record.Error ?? "No reason was given.");
}
