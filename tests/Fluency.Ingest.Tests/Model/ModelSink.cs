namespace Fluency.Ingest.Tests.Model;

/// <summary>A sink that answers as the schedule says.</summary>
sealed class ModelSink(string name, int maxConcurrentWrites, Calls calls, Promises promises) : ISink
{
    int _inFlight;

    public int MaxConcurrentWrites => maxConcurrentWrites;

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        promises.CheckConcurrency(name, Interlocked.Increment(ref _inFlight), maxConcurrentWrites);
        try
        {
            Func<Record, Written> written = name == Topology.Quarantine ? Written.OfEntry : Written.Of;
            Written[] records = [.. batch.AsEnumerable().Select(written)];
            promises.OnOffered(name, records, inOrder: maxConcurrentWrites == 1);
            var (answer, seed) = await calls.AskAsync(CallKind.Write, name, cancellationToken);
            Do(answer, new Random(seed), records, cancellationToken);
        }
        catch (Exception exception) when (exception is not (SinkException or IOException or OperationCanceledException))
        {
            promises.Violate($"The model is wrong: {exception}");
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    void Do(Answer answer, Random random, Written[] records, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case Answer.Yes:
                promises.OnDurable(name, records, isKnown: !cancellationToken.IsCancellationRequested);
                return;
            case Answer.Fail:
                throw random.Next(2) == 0 ? new IOException("down") : new SinkException("down", isTransient: true) { RetryAfter = TimeSpan.FromSeconds(random.Next(1, 4)) };
            case Answer.Refuse:
                promises.OnRefused(records);
                throw new SinkException("never", isTransient: false);
            case Answer.FailSome or Answer.RefuseSome:
                int[] failed = [.. Enumerable.Range(0, records.Length).Where(_ => random.Next(2) == 0)];
                promises.OnDurable(name, [.. records.Where((_, position) => !failed.Contains(position))], isKnown: false);
                if (answer == Answer.RefuseSome && failed.Length == 0)
                {
                    // To name none is to say nothing of any.
                    promises.OnRefused(records);
                }
                else if (answer == Answer.RefuseSome)
                {
                    promises.OnRefusedByName(name, [.. failed.Select(position => records[position])]);
                }

                throw new SinkException("partly", answer == Answer.FailSome, failed);
            case Answer.Lose:
                promises.OnDurable(name, records, isKnown: false);
                throw new IOException("The answer of the sink was lost.");
            default:
                // Whoever gives a write up does not know what became of it.
                if (random.Next(2) == 0)
                {
                    promises.OnDurable(name, records, isKnown: false);
                }

                throw new OperationCanceledException(cancellationToken);
        }
    }
}
