using System.Buffers;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>The memory of one write, used again for later ones: the rendered batch, the body of the request under way, and the receiver's answer.</summary>
sealed class HttpWrite : IDisposable
{
    // What is read of an answer: those that mean something have less than a hundred bytes, those of proxies a page.
    public const int MostAnswerBytes = 16 * 1024;

    readonly RecordLineWriter _records = new();
    readonly byte[] _answer = new byte[MostAnswerBytes];
    int[] _ends = [];

    /// <summary>The slice to send.</summary>
    public BatchSlices Slices { get; } = new();

    /// <summary>The records of the batch. Lent: good until the write ends.</summary>
    public RecordBatch? Batch { get; private set; }

    /// <summary>The rendered records of the slice.</summary>
    public ReadOnlyMemory<byte> Slice
    {
        get
        {
            var (start, end) = Slices.Bytes;
            return _records.Lines[start..end];
        }
    }

    /// <summary>Takes the body of a request.</summary>
    public BodyStream Body { get; } = new();

    /// <summary>Takes the receiver's answer.</summary>
    public Memory<byte> Answer => _answer;

    /// <summary>Names this write and its successors to an event collector, which counts acknowledgements for each channel. One request at a time is under way on it.</summary>
    public string Channel { get; private set; } = NewChannel();

    /// <summary>Leaves the channel: a receiver that was started anew counts from the beginning, so that a number of before could be taken for one of now.</summary>
    public void LeaveChannel() => Channel = NewChannel();

    /// <summary>Renders all records.</summary>
    public void Begin(RecordBatch batch, IHttpProtocol protocol)
    {
        Batch = batch;
        var count = batch.Count;
        if (_ends.Length < count)
        {
            ReturnEnds();
            _ends = ArrayPool<int>.Shared.Rent(count);
        }

        // By index: an enumerator would be an allocation for each batch.
        for (var i = 0; i < count; i++)
        {
            protocol.Render(batch[i], _records);
            _ends[i] = _records.Lines.Length;
        }

        Slices.Begin(count, _ends);
    }

    /// <summary>Forgets the batch and keeps the memory, if it is of a usual size.</summary>
    public void End()
    {
        Batch = null;
        _records.Clear();
        Body.Clear();
    }

    public void Dispose()
    {
        _records.Dispose();
        Body.Dispose();
        ReturnEnds();
    }

    void ReturnEnds()
    {
        if (_ends.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_ends);
            _ends = [];
        }
    }

    static string NewChannel() => Guid.NewGuid().ToString();
}
