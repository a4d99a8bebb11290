using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>How many messages a receive takes and for how long it hides them: fewer and longer once the right to change that afterwards is known to be missing.</summary>
/// <remarks>Nothing is probed: the first extension or return that is denied tells. Thread-safe.</remarks>
sealed class SqsHolding(TimeSpan visibility, TimeSpan fixedVisibility, int maxMessages, ILogger logger)
{
    // Messages that wait for their turn are not extended either, so that few may wait; one alone would cost a call for each.
    const int FewMessages = 3;

    int _isDenied;

    /// <summary>Whether the visibility of what was received can be changed, as far as is known.</summary>
    public bool CanChange => Volatile.Read(ref _isDenied) == 0;

    /// <summary>For how long a receive hides messages: whole seconds.</summary>
    public TimeSpan Visibility => CanChange || fixedVisibility < visibility ? visibility : fixedVisibility;

    /// <summary>How many messages a receive takes at most.</summary>
    public int MaxMessages => CanChange ? maxMessages : Math.Min(maxMessages, FewMessages);

    /// <summary>For how long an extension hides a message: whole seconds.</summary>
    public TimeSpan Extension => visibility;

    /// <summary>Notes that the right is missing.</summary>
    public void Denied()
    {
        if (Interlocked.Exchange(ref _isDenied, 1) == 0)
        {
            Log.VisibilityDenied(logger, Visibility, MaxMessages);
        }
    }
}
