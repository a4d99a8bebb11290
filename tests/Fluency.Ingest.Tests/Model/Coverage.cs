namespace Fluency.Ingest.Tests.Model;

/// <summary>Counts what has happened in schedules, so that a test can tell that they reach what they are meant to test.</summary>
sealed class Coverage
{
    readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Note(string what, int count = 1)
    {
        lock (_counts)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + count;
        }
    }

    public long Of(string what)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(what);
        }
    }

    public override string ToString()
    {
        lock (_counts)
        {
            return string.Join(", ", _counts.Select(count => $"{count.Key}: {count.Value}"));
        }
    }
}
