namespace Fluency.Ingest;

/// <summary>What a batch knows of one record.</summary>
struct RecordSlot
{
    public ObjectReference Object;
    public ObjectId ObjectId;
    public uint Index;

    /// <summary>What the pipe ties to the record: who waits for it to become durable.</summary>
    public object? Owner;

    /// <summary>The buffer that lends the raw bytes, or null if they stand in the arena.</summary>
    public byte[]? Lent;

    /// <summary>The arena of another batch that lends everything else too, or null if that stands in the batch's own.</summary>
    public byte[]? Arena;

    public int RawStart;
    public int RawLength;
    public RecordState State;
}
