namespace Fluency.Ingest.Records;

/// <summary>Remembers of each open array or object which of the two it is, one bit each.</summary>
struct NestingStack(int maxDepth)
{
    readonly ulong[] _bits = new ulong[(maxDepth / 64) + 1];

    public int Depth { get; private set; }

    public readonly bool InObject => (_bits[(Depth - 1) >> 6] >> (Depth - 1) & 1) != 0;

    public void Push(bool isObject)
    {
        var bit = 1UL << Depth;
        ref var word = ref _bits[Depth >> 6];
        word = isObject ? word | bit : word & ~bit;
        Depth++;
    }

    public void Pop() => Depth--;
}
