namespace Fluency.Ingest.Records;

/// <summary>Remembers of each open array or object which of the two it is, one bit each.</summary>
struct NestingStack(int maxDepth)
{
    readonly ulong[] _bits = new ulong[(maxDepth / 64) + 1];

    public int Depth { get; private set; }

    /// <summary>Whether the innermost is an object. Meaningless when none is open.</summary>
    public bool InObject { get; private set; }

    /// <summary>What is open at the first 64 depths.</summary>
    public readonly BlockNesting First => new(_bits[0], Depth);

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
        FindInnermost();
    }

    /// <summary>Takes over what became of <see cref="First"/>.</summary>
    public void Replace(in BlockNesting first)
    {
        _bits[0] = first.Bits;
        Depth = first.Depth;
        FindInnermost();
    }

    void FindInnermost() => InObject = Depth > 0 && (_bits[(Depth - 1) >> 6] >> (Depth - 1) & 1) != 0;
}
