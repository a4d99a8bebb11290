namespace Fluency.Ingest.Sinks.Http;

/// <summary>Which records of a batch go into the next request, and which of them are at fault: the decisions alone. Knows nothing of bytes on the wire.</summary>
/// <remarks>
/// A record counts as refused only when it was sent alone, whatever the receiver said of a request of many. Where it named one, the records before that are sent
/// by themselves (it may have taken them, or not), then the named one alone, then the rest. Where it named none, the slice is halved until the one is found.
/// </remarks>
sealed class BatchSlices
{
    const int NoRecord = -1;

    readonly List<int> _refused = [];
    readonly List<int> _doubtful = [];
    int[] _ends = [];
    int _suspect;
    int _cap;

    /// <summary>The first record of the slice.</summary>
    public int Start { get; private set; }

    /// <summary>The record behind the slice.</summary>
    public int End { get; private set; }

    public int Count { get; private set; }

    /// <summary>The bytes before and behind the slice in the rendered batch.</summary>
    public (int Start, int End) Bytes => (StartOf(Start), _ends[End - 1]);

    /// <summary>The records that will never be taken, in order.</summary>
    public IReadOnlyList<int> Refused => _refused;

    /// <summary>Whether any record of this batch was taken.</summary>
    public bool IsAnyAccepted { get; private set; }

    /// <summary>How many records were refused alone, for whatever reason.</summary>
    public int AtFault => _refused.Count + _doubtful.Count;

    /// <summary>The records that are not durable, or null for all of the batch.</summary>
    public IReadOnlyList<int>? Open => IsAnyAccepted ? [.. _refused.Concat(_doubtful).Concat(Enumerable.Range(Start, Count - Start)).Order()] : null;

    /// <summary>Whether it is the receiver that does not work, rather than a record.</summary>
    /// <param name="isProven">Whether it worked just before: then what it says of a record is believed for longer.</param>
    public bool IsHopeless(bool isProven) => !IsAnyAccepted && (isProven ? _doubtful.Count : AtFault) >= ReceiverTrust.MostDoubts;

    /// <summary>Begins a batch.</summary>
    /// <param name="count">Its records.</param>
    /// <param name="ends">Where each ends in the rendered batch.</param>
    public void Begin(int count, int[] ends)
    {
        _ends = ends;
        _refused.Clear();
        _doubtful.Clear();
        _suspect = NoRecord;
        _cap = int.MaxValue;
        (Start, End, Count, IsAnyAccepted) = (0, 0, count, false);
    }

    /// <summary>Chooses the next slice.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext(int maxRecords, int maxBytes)
    {
        if (Start >= Count)
        {
            return false;
        }

        End = Start + 1;
        var most = Math.Min(maxRecords, _cap);
        while (Start != _suspect && End < Count && End != _suspect && End - Start < most && _ends[End] - StartOf(Start) <= maxBytes)
        {
            End++;
        }

        return true;
    }

    /// <summary>The slice is durable.</summary>
    public void Accept()
    {
        IsAnyAccepted = true;
        _cap = _cap > int.MaxValue / 2 ? int.MaxValue : _cap * 2;
        Advance();
    }

    /// <summary>A record of the slice is at fault.</summary>
    /// <param name="named">Its position in the slice, if the receiver named it.</param>
    public void Refuse(int? named)
    {
        if (IsAlone)
        {
            _refused.Add(Start);
            Advance();
        }
        else if (named >= 0 && named < End - Start)
        {
            _suspect = Start + named.Value;
            _cap = Math.Max(1, named.Value);
        }
        else
        {
            Halve();
        }
    }

    /// <summary>The slice was refused, but perhaps for another reason than a record in it.</summary>
    public void Doubt()
    {
        if (IsAlone)
        {
            _doubtful.Add(Start);
            Advance();
        }
        else
        {
            Halve();
        }
    }

    /// <summary>The slice has too many bytes; a single record then has them for good.</summary>
    public void Shrink() => Refuse(named: null);

    /// <summary>Takes the doubtful records for refused: others were taken, so that it is them.</summary>
    public void Condemn()
    {
        _refused.AddRange(_doubtful);
        _refused.Sort();
        _doubtful.Clear();
    }

    bool IsAlone => End - Start == 1;

    void Advance()
    {
        if (_suspect >= Start && _suspect < End)
        {
            _suspect = NoRecord;
        }

        Start = End;
    }

    void Halve() => _cap = Math.Max(1, (End - Start) / 2);

    int StartOf(int record) => record == 0 ? 0 : _ends[record - 1];
}
