namespace Fluency.Ingest.Records;

/// <summary>Remembers of each open array or object which of the two it is, one bit each.</summary>
struct NestingStack
{
    ulong[] _bits;

    public int Depth { get; private set; }

    /// <summary>Whether the innermost is an object. Meaningless when none is open.</summary>
    public bool InObject { get; private set; }

    /// <summary>What is open at the first 64 depths.</summary>
    public readonly BlockNesting First => new(_bits[0], Depth);

    /// <summary>Closes all, and makes room for so many.</summary>
    public void Clear(int maxDepth)
    {
        var words = (maxDepth / 64) + 1;
        _bits = _bits?.Length >= words ? _bits : new ulong[words];
        Depth = 0;
        InObject = false;
    }

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
