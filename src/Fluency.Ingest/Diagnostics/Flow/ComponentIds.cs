using System.Globalization;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Gives each component of a pipe an id of its own that does not change from start to start, as long as the pipe is described in the same order.</summary>
sealed class ComponentIds
{
    readonly HashSet<string> _taken = [];

    public string Of(string kind, string path)
    {
        var id = $"{kind}:{path}";
        for (var number = 2; !_taken.Add(id); number++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{kind}:{path}-{number}");
        }

        return id;
    }

    /// <summary>An id without its kind.</summary>
    public static string PathOf(string id) => id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
