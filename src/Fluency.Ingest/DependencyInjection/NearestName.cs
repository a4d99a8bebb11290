namespace Fluency.Ingest.DependencyInjection;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
static class NearestName
{
    /// <summary>A sentence that asks for the nearest name, with a space before it; empty if none is near.</summary>
    public static string Ask(string name, IEnumerable<string> known) => Of(name, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    /// <summary>The known name with the fewest edits, or null if none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var (nearest, distance) = known
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault(("", int.MaxValue));

        // More edits than a third of the name make another name, not a slip.
        return distance <= Math.Max(2, name.Length / 3) ? nearest : null;
    }

    // https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance, restricted: swapped neighbours count once.
    static int Distance(string a, string b)
    {
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            distances[i, 0] = i;
        }

        for (var j = 1; j <= b.Length; j++)
        {
            distances[0, j] = j;
            for (var i = 1; i <= a.Length; i++)
            {
                var replaced = distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var edited = Math.Min(replaced, Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
                var isSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                distances[i, j] = isSwapped ? Math.Min(edited, distances[i - 2, j - 2] + 1) : edited;
            }
        }

        return distances[a.Length, b.Length];
    }
}
