namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>The last errors of a component. The same words again count up. Not thread-safe: its owner has a lock.</summary>
sealed class ErrorRing
{
    const int Capacity = 16;

    // The newest last.
    readonly List<ComponentError> _errors = [];

    public void Add(DateTimeOffset now, string reason, string? cause)
    {
        var known = _errors.FindIndex(error => error.Reason == reason && error.Cause == cause);
        var count = 1L;
        if (known >= 0)
        {
            count += _errors[known].Count;
            _errors.RemoveAt(known);
        }
        else if (_errors.Count == Capacity)
        {
            _errors.RemoveAt(0);
        }

        _errors.Add(new ComponentError(now, count, reason) { Cause = cause });
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ComponentError> ToList() => [.. Enumerable.Reverse(_errors)];
}
