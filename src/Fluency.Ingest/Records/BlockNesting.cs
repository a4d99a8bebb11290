using System.Numerics;

namespace Fluency.Ingest.Records;

/// <summary>The open arrays and objects as one word, a bit for each, so that a block may be tried and forgotten.</summary>
/// <param name="Bits">Bit n says whether what opened at depth n is an object.</param>
/// <param name="Depth">How many are open; at least 1.</param>
readonly record struct BlockNesting(ulong Bits, int Depth)
{
    /// <summary>The deepest that fits.</summary>
    public const int MaxDepth = 63;

    /// <summary>All ones if the innermost is an object, else zero.</summary>
    public ulong InObject => (ulong)-(long)(Bits >> (Depth - 1) & 1);

    /// <summary>Whether all that is open above a depth are objects.</summary>
    public bool IsOfObjects(int floor) => (~Bits & (ulong.MaxValue << floor) & ~(ulong.MaxValue << Depth)) == 0;

    /// <summary>What is open once the depth is another one, where only objects were opened and closed, and all that is open above the floor are objects.</summary>
    public BlockNesting AtDepthOfObjects(int depth) => new(depth > Depth ? Bits | (ulong.MaxValue << Depth) : Bits, depth);

    /// <summary>Opens and closes what a block does, up to where the depth falls to a given one.</summary>
    /// <param name="tokens">The block's tokens.</param>
    /// <param name="floor">The depth to stop at; at least 1, and less than the one at the block's begin.</param>
    /// <param name="maxDepth">The deepest allowed; at most <see cref="MaxDepth"/>.</param>
    /// <param name="next">What is open after that.</param>
    /// <param name="objects">A bit for each byte: whether the innermost around it is an object. An opening bracket's is its own.</param>
    /// <returns>The bracket that closed down to the floor; 64 if none did; -1 if one closes what it does not fit, or opens too deep.</returns>
    public int Follow(in BlockTokens tokens, int floor, int maxDepth, out BlockNesting next, out ulong objects)
    {
        var bits = Bits;
        var depth = Depth;
        var end = 64;
        var wrong = 0UL;
        objects = InObject;
        for (var brackets = tokens.Openers | tokens.Closers; brackets != 0; brackets &= brackets - 1)
        {
            // Without a branch on which kind it is: that is what a processor cannot foresee.
            var at = BitOperations.TrailingZeroCount(brackets);
            var isObject = (tokens.Squares >> at & 1) ^ 1;
            var opens = tokens.Openers >> at & 1;
            depth -= (int)(opens ^ 1);
            wrong |= (opens ^ 1) & ((bits >> depth) ^ isObject);
            bits = (bits & ~(1UL << depth)) | (isObject << depth);
            depth += (int)opens;
            if (depth == floor)
            {
                end = at;
                break;
            }

            if (depth > maxDepth)
            {
                wrong = 1;
                break;
            }

            var from = ulong.MaxValue << at;
            objects = (objects & ~from) | (from & (ulong)-(long)(bits >> (depth - 1) & 1));
        }

        next = new BlockNesting(bits, depth);
        return (wrong & 1) == 0 ? end : -1;
    }
}
