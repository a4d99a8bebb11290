namespace Fluency.Ingest.AspNetCore;

/// <summary>How many streams are open, so that they stay few.</summary>
sealed class StreamCount(int most)
{
    int _open;

    public int Most => most;

    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= most)
        {
            return true;
        }

        Close();
        return false;
    }

    public void Close() => Interlocked.Decrement(ref _open);
}
