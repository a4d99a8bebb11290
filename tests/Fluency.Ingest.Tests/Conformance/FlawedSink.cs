using System.Text;
using System.Text.Json.Nodes;
using Fluency.Ingest.Testing.Conformance;

namespace Fluency.Ingest.Tests.Conformance;

/// <summary>A sink over a list, with at most one flaw.</summary>
sealed class FlawedSink(Flaw flaw) : SinkUnderTest
{
    readonly List<ReadOnlyMemory<byte>> _store = [];
    readonly Lock _lock = new();
    bool _isBroken;

    public override bool CanBreak => true;

    public override int MaxRecordBytes => 100_000;

    public override ISink Create()
    {
        if (flaw == Flaw.EmptiesTheStore)
        {
            _store.Clear();
        }

        return new Sink(this);
    }

    public override ValueTask BreakAsync(CancellationToken cancellationToken)
    {
        _isBroken = true;
        return default;
    }

    public override ValueTask MendAsync(CancellationToken cancellationToken)
    {
        _isBroken = flaw == Flaw.StaysBroken;
        return default;
    }

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _store]);
        }
    }

    sealed class Sink(FlawedSink owner) : ISink, IDisposable
    {
        readonly Flaw _flaw = owner.Flaw;
        readonly TaskCompletionSource _second = new();
        RecordBatch? _kept;
        List<ReadOnlyMemory<byte>> _later = [];
        int _writes;
        bool _isDisposed;
        bool _isOver;

        public int MaxConcurrentWrites => _flaw == Flaw.CannotDoTwoThings ? 8 : 1;

        public void Dispose() => _isDisposed = true;

        public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isDisposed && _flaw != Flaw.TakesRecordsWhenDisposed, this);
            if (_isOver)
            {
                throw new InvalidOperationException("It was cancelled once.");
            }

            List<ReadOnlyMemory<byte>> records = [.. batch.Select(BytesOf)];
            for (var step = 0; step < 100 && !cancellationToken.IsCancellationRequested; step++)
            {
                // Long enough that somebody who cancels in the midst of it does.
                await Task.Yield();
            }

            if (cancellationToken.IsCancellationRequested)
            {
                Cancel(records, cancellationToken);
                return;
            }

            if (owner._isBroken)
            {
                Fail(records);
                return;
            }

            await StoreAsync(batch, records);
        }

        ReadOnlyMemory<byte> BytesOf(Record record) => _flaw switch
        {
            Flaw.LeavesOutEdits => record.Raw.ToArray(),
            Flaw.ReadsNumbers => Encoding.UTF8.GetBytes(JsonNode.Parse(record.Raw.ToArray().AsSpan(), documentOptions: new() { AllowDuplicateProperties = true })!.ToJsonString()),
            Flaw.CutsRecords when record.Raw.Length > 64_000 => ChannelWriterSinkUnderTest.BytesOf(record)[..64_000],
            _ => ChannelWriterSinkUnderTest.BytesOf(record),
        };

        void Cancel(List<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
        {
            switch (_flaw)
            {
                case Flaw.TakesCancelledForWritten:
                    return;
                case Flaw.TearsWhenCancelled:
                    Add([records[0][..2]]);
                    break;
                case Flaw.BreaksWhenCancelled:
                    _isOver = true;
                    break;
                default:
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        void Fail(List<ReadOnlyMemory<byte>> records)
        {
            switch (_flaw)
            {
                case Flaw.SwallowsFailures:
                    return;
                case Flaw.NamesTooFew:
                    throw new SinkException("The first is bad.", isTransient: false, [0]);
                default:
                    Add(records[..1]);
                    throw new SinkException("All but the first failed.", isTransient: true, [.. Enumerable.Range(1, records.Count - 1)]);
            }
        }

        async Task StoreAsync(RecordBatch batch, List<ReadOnlyMemory<byte>> records)
        {
            switch (_flaw)
            {
                case Flaw.LosesTheLast:
                    records.RemoveAt(records.Count - 1);
                    break;
                case Flaw.Reverses:
                    records.Reverse();
                    break;
                case Flaw.CutsBatches:
                    records = [.. records.Take(10_000)];
                    break;
                case Flaw.StoresLater:
                    (_later, records) = (records, _later);
                    break;
                case Flaw.KeepsTheBatch:
                    (var before, _kept) = (_kept, batch);
                    records = before is null ? [] : [.. before.Select(ChannelWriterSinkUnderTest.BytesOf)];
                    break;
                case Flaw.DisposesTheBatch:
                    batch.Dispose();
                    break;
                case Flaw.CannotDoTwoThings:
                    // The first write loses its records to the second.
                    if (Interlocked.Increment(ref _writes) == 1)
                    {
                        await _second.Task;
                        records = [];
                    }

                    _second.TrySetResult();
                    break;
                default:
                    break;
            }

            Add(records);
        }

        void Add(List<ReadOnlyMemory<byte>> records)
        {
            lock (owner._lock)
            {
                owner._store.AddRange(records);
            }
        }
    }

    Flaw Flaw => flaw;
}
