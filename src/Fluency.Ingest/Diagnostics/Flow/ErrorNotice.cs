using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Tells of errors that may come with every record: at the first one, and then after each pause with how many there were since.</summary>
/// <param name="tell">Writes the line, given how many errors and the last of them.</param>
sealed class ErrorNotice(Action<long, RecordError> tell)
{
    // A line a minute is seen by whoever looks at the log, and fills none.
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();

    // Under the lock.
    DateTimeOffset? _told;
    RecordError _last;
    long _untold;

    /// <summary>Notes the errors of one object.</summary>
    public void Failed(DateTimeOffset now, long errors, RecordError last)
    {
        lock (_lock)
        {
            (_untold, _last) = (_untold + errors, last);

            // Either way: a clock that was set back does not make it silent.
            if (_told is { } told && (now - told).Duration() < Pause)
            {
                return;
            }

            _told = now;
        }

        Tell();
    }

    /// <summary>Tells what is not told yet, since nothing more comes.</summary>
    public void Tell()
    {
        long errors;
        RecordError last;
        lock (_lock)
        {
            (errors, last, _untold) = (_untold, _last, 0);
        }

        if (errors > 0)
        {
            tell(errors, last);
        }
    }
}
