namespace Fluency.Ingest.Sinks;

/// <summary>One write to a sink as it stands between tries: the records that are not yet durable.</summary>
sealed class LaneWrite
{
    readonly RecordBatch _records;

    // Null for all of them: nearly every write goes well at once, and needs no list then.
    int[]? _remaining;

    /// <param name="records">The batch; each slot's owner is its segment.</param>
    /// <param name="slots">The slots to write, in order; null for all.</param>
    public LaneWrite(RecordBatch records, int[]? slots)
    {
        _records = records;
        _remaining = slots;
    }

    /// <summary>The batch, narrowed to what is not yet durable.</summary>
    public RecordBatch Remaining
    {
        get
        {
            if (_remaining is null)
            {
                _records.SelectAll();
            }
            else
            {
                _records.Select(_remaining, _remaining.Length);
            }

            return _records;
        }
    }

    /// <summary>How many records are left.</summary>
    public int Count => _remaining?.Length ?? _records.SlotCount;

    public bool IsDone => Count == 0;

    /// <summary>How often the sink was given it.</summary>
    public int Tries { get; set; }

    /// <summary>Whether a try of it failed, so that it waits for its sink.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether what is left of it is to go to the quarantine, since its sink is down for too long.</summary>
    public bool IsDiverted { get; set; }

    /// <summary>Forgets what the sink said of the try before.</summary>
    public void BeginTry() => AreNamed = false;

    int[] Slots => _remaining ??= [.. Enumerable.Range(0, _records.SlotCount)];

    /// <summary>Tells the segments that everything left is durable.</summary>
    public void SettleAll() => Settle(_remaining);

    /// <summary>Whether the sink said, of the last try, which records failed.</summary>
    public bool AreNamed { get; private set; }

    /// <summary>Keeps only the records at these positions; all others are durable.</summary>
    public void Keep(IReadOnlyList<int> positions)
    {
        AreNamed = positions.All(position => (uint)position < (uint)Count);
        if (!AreNamed)
        {
            // Whoever names records that are not there may mean others: nothing is taken as durable.
            return;
        }

        var kept = new HashSet<int>(positions);
        var durable = Slots.Where((_, position) => !kept.Contains(position)).ToArray();
        _remaining = [.. Slots.Where((_, position) => kept.Contains(position))];
        Settle(durable);
    }

    /// <summary>Drops the records that nobody waits for any more.</summary>
    public void DropAbandoned(Failure failure)
    {
        // Asked once for each segment: one that is given up in between must not lose its records without being told.
        var abandoned = Slots.Select(SegmentOf).Distinct().Where(segment => segment.Owner.IsAbandoned).ToHashSet();
        if (abandoned.Count == 0)
        {
            return;
        }

        _remaining = [.. Slots.Where(slot => !abandoned.Contains(SegmentOf(slot)))];
        foreach (var segment in abandoned)
        {
            segment.Fail(failure);
        }
    }

    /// <summary>The segments that have records left, each with its record slots, in order.</summary>
    public IEnumerable<(Segment Segment, int[] Slots)> BySegment() =>
        Slots.GroupBy(SegmentOf).Select(group => (group.Key, group.ToArray()));

    /// <summary>The deliveries that have records left, each with its record slots, in order.</summary>
    public IReadOnlyList<int[]> ByDelivery() =>
        [.. Slots.GroupBy(slot => SegmentOf(slot).Owner.Delivery).Select(group => group.ToArray())];

    Segment SegmentOf(int slot) => (Segment)_records.Slot(slot).Owner!;

    void Settle(int[]? slots)
    {
        // Runs of one segment are settled in one go: a batch of small files has a few records of each.
        var count = slots?.Length ?? _records.SlotCount;
        for (var start = 0; start < count;)
        {
            var segment = SegmentOf(slots?[start] ?? start);
            var end = start + 1;
            while (end < count && ReferenceEquals(SegmentOf(slots?[end] ?? end), segment))
            {
                end++;
            }

            segment.Settle(end - start);
            start = end;
        }
    }
}
