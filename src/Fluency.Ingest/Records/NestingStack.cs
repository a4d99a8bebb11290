namespace Fluency.Ingest.Records;

/// <summary>Remembers of each open array or object which of the two it is, one bit each.</summary>
struct NestingStack(int maxDepth)
{
    readonly ulong[] _bits = new ulong[(maxDepth / 64) + 1];

    public int Depth { get; private set; }

    /// <summary>Whether the innermost is an object. Meaningless when none is open.</summary>
    public bool InObject { get; private set; }

    public void Push(bool isObject)
    {
        var bit = 1UL << Depth;
        ref var word = ref _bits[Depth >> 6];
        word = isObject ? word | bit : word & ~bit;
        Depth++;
        InObject = isObject;
    }

    public void Pop()
    {
        Depth--;
        InObject = Depth > 0 && (_bits[(Depth - 1) >> 6] >> (Depth - 1) & 1) != 0;
    }
}
