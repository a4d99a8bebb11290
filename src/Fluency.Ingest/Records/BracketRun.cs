namespace Fluency.Ingest.Records;

/// <summary>What a few brackets in a row come to: so many close what was open before, then so many stay open.</summary>
/// <param name="Closed">How many of those that were open before are closed.</param>
/// <param name="ClosedArrays">Which of those must be arrays, the outermost lowest.</param>
/// <param name="Opened">How many stay open.</param>
/// <param name="OpenedArrays">Which of those are arrays, the outermost lowest.</param>
readonly record struct BracketRun(byte Closed, byte ClosedArrays, byte Opened, byte OpenedArrays)
{
    // What no run that fits has.
    static readonly BracketRun Wrong = new(byte.MaxValue, 0, 0, 0);

    /// <summary>Whether one closes another kind than was opened within the run.</summary>
    public bool IsWrong => Closed == byte.MaxValue;

    public static BracketRun Of(int length, uint opens, uint squares)
    {
        var (closed, closedArrays, opened, openedArrays) = (0, 0u, 0, 0u);
        for (var at = 0; at < length; at++)
        {
            var isArray = squares >> at & 1;
            if ((opens >> at & 1) != 0)
            {
                openedArrays |= isArray << opened;
                opened++;
            }
            else if (opened == 0)
            {
                closed++;
                closedArrays = (closedArrays << 1) | isArray;
            }
            else
            {
                opened--;
                if ((openedArrays >> opened & 1) != isArray)
                {
                    return Wrong;
                }

                openedArrays &= ~(1u << opened);
            }
        }

        return new BracketRun((byte)closed, (byte)closedArrays, (byte)opened, (byte)openedArrays);
    }
}
