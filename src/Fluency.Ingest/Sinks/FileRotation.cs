namespace Fluency.Ingest.Sinks;

/// <summary>When the file of a sink is complete.</summary>
sealed class FileRotation(FileSinkOptions options, TimeProvider time)
{
    // When the first record of the present file was written; nothing while there is none.
    DateTimeOffset? _begun;

    /// <summary>Whether anything ever makes a file complete.</summary>
    public bool IsWanted => options is not { MaxFileBytes: null, MaxFileAge: null };

    /// <summary>How long until the file is complete by its age; nothing while it has no record, or no age makes it so.</summary>
    public TimeSpan? DueIn()
    {
        if (options.MaxFileAge is not { } age || _begun is not { } begun)
        {
            return null;
        }

        // A clock that was ahead and was set right, by months on a machine that starts without one, must not put it off as long.
        var now = time.GetUtcNow();
        _begun = Earlier(now, begun);
        return _begun + age - now;
    }

    /// <summary>Begins with a file that was just opened and may have records already.</summary>
    /// <remarks>Its age is that of the file itself, so that a program that is often started anew does not keep one for ever.</remarks>
    public void Open(LineFile file) => _begun = file.Length == 0 ? null : Earlier(time.GetUtcNow(), file.Created);

    /// <summary>Says that records were written.</summary>
    public void Written() => _begun ??= time.GetUtcNow();

    /// <summary>Whether the file has to be completed before more bytes are written to it.</summary>
    /// <param name="length">Its bytes; an empty one is never complete.</param>
    /// <param name="more">Bytes to come.</param>
    public bool IsComplete(long length, long more) => length > 0 && (length + more > options.MaxFileBytes || DueIn() <= TimeSpan.Zero);

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
