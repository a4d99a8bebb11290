using System.Globalization;

namespace Fluency.Ingest.Soak;

/// <summary>What was written, what arrived and what was deleted: remembers a file only until it is done, then one bit of it.</summary>
sealed class SoakLedger : ISink
{
    readonly Lock _lock = new();
    readonly Dictionary<int, SoakFile> _open = [];
    readonly HashSet<int> _damaged = [];
    readonly HashSet<int> _kept = [];
    readonly List<ulong> _done = [];

    /// <summary>Messages that were deleted.</summary>
    public long Messages { get; private set; }

    /// <summary>Records that came, each time they did.</summary>
    public long Records { get; private set; }

    /// <summary>Records that had come before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Records whose message was deleted before they came, and damaged files whose message was deleted.</summary>
    public long Lost { get; private set; }

    /// <summary>Records out of the order of their file, or of no file.</summary>
    public long Disordered { get; private set; }

    /// <summary>Files that were neither delivered whole nor, if damaged, kept.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Count + _damaged.Count;
            }
        }
    }

    /// <summary>Notes a line of the endpoint's.</summary>
    public void Hear(string line)
    {
        var parts = line.Split(' ');
        var number = NumberOf(parts[1]);
        lock (_lock)
        {
            switch (parts[0])
            {
                case "P":
                    FileOf(number).Expected = int.Parse(parts[2], CultureInfo.InvariantCulture);
                    break;
                case "B":
                    _damaged.Add(number);
                    break;
                case "D":
                    Deleted(number);
                    break;
                case "X":
                    // A second copy of a good one may end there too, when its object is gone.
                    _damaged.Remove(number);
                    break;
                default:
                    throw new InvalidDataException($"The endpoint said: {line}");
            }
        }
    }

    /// <summary>Notes records that arrived.</summary>
    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var record in batch)
            {
                Receive(NumberOf(record.Object.Name), (int)record.Index);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Notes what the quarantine was given.</summary>
    public ValueTask KeepAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var entry in batch)
            {
                _kept.Add(NumberOf(entry.Object.Name));
            }
        }

        return ValueTask.CompletedTask;
    }

    void Receive(int number, int index)
    {
        Records++;
        if (IsDone(number))
        {
            Duplicates++;
            return;
        }

        var file = FileOf(number);
        if (index < file.Arrived)
        {
            Duplicates++;
        }
        else if (index == file.Arrived && !_damaged.Contains(number))
        {
            file.Arrived++;
        }
        else
        {
            Disordered++;
        }
    }

    void Deleted(int number)
    {
        Messages++;
        if (IsDone(number))
        {
            return;
        }

        if (_damaged.Contains(number))
        {
            Lost += _kept.Contains(number) ? 0 : 1;
            _damaged.Remove(number);
        }
        else
        {
            Lost += FileOf(number).Expected - FileOf(number).Arrived;
        }

        _open.Remove(number);
        _kept.Remove(number);
        while (_done.Count <= number / 64)
        {
            _done.Add(0);
        }

        _done[number / 64] |= 1UL << (number % 64);
    }

    bool IsDone(int number) => number / 64 < _done.Count && (_done[number / 64] & (1UL << (number % 64))) != 0;

    SoakFile FileOf(int number)
    {
        if (!_open.TryGetValue(number, out var file))
        {
            _open.Add(number, file = new SoakFile());
        }

        return file;
    }

    static int NumberOf(string key) => int.Parse(key.AsSpan(0, key.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
}
