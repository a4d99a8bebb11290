using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fluency.Ingest.Records;

/// <summary>What up to four brackets in a row come to, looked up by which of them open and which are square.</summary>
static class BracketRuns
{
    /// <summary>The longest run: nine of ten blocks of CloudTrail's records have no more brackets.</summary>
    public const int MaxLength = 4;

    static readonly BracketRun[] Runs = CreateAll();

    /// <summary>What a run comes to.</summary>
    /// <param name="length">How many brackets; at most <see cref="MaxLength"/>.</param>
    /// <param name="opens">A bit for each, the first one lowest: whether it opens.</param>
    /// <param name="squares">Whether it is square.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BracketRun Of(int length, uint opens, uint squares) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Runs), (((1u << length) | opens) << MaxLength) | squares);

    static BracketRun[] CreateAll()
    {
        var runs = new BracketRun[2 << (2 * MaxLength)];
        for (var length = 0; length <= MaxLength; length++)
        {
            for (var opens = 0u; opens < 1u << length; opens++)
            {
                for (var squares = 0u; squares < 1u << length; squares++)
                {
                    runs[(((1u << length) | opens) << MaxLength) | squares] = BracketRun.Of(length, opens, squares);
                }
            }
        }

        return runs;
    }
}
