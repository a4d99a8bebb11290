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

    /// <summary>The record as it is written out, with a line feed behind it, if it stands so in the arena: the raw bytes, the body and the envelope are then parts of it.</summary>
    public int TextStart;

    /// <summary>Without the line feed; 0 if the parts have still to be put together.</summary>
    public int TextLength;

    /// <summary>Whether the text holds no line end.</summary>
    public bool IsLine;

    public RecordState State;

    /// <summary>The record was changed: what stands written out is no longer what will be.</summary>
    public void ForgetText()
    {
        TextLength = 0;
        IsLine = false;
    }
}
