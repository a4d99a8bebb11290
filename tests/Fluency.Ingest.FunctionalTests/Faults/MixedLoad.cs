using Fluency.Ingest.Testing;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Many messages about small files, some about several, some about damaged ones; and a sink that fails now and then.</summary>
sealed class MixedLoad(FaultedTrail trail, int seed)
{
    readonly Random _random = new(seed);
    readonly List<string> _damaged = [];

    /// <summary>The damaged files.</summary>
    public IReadOnlyList<string> Damaged => _damaged;

    public void Put(int messages)
    {
        for (var message = 0; message < messages; message++)
        {
            var draw = _random.Next(100);
            if (draw < 2)
            {
                PutDamaged($"damaged-{message}");
            }
            else if (draw < 5)
            {
                PutTogether(message);
            }
            else
            {
                PutGood(draw < 50 ? $"{message:d6}.json" : $"{message:d6}.json.gz");
            }
        }
    }

    /// <summary>What was kept in the dead-letter queue, if there is one; and in the quarantine, which takes what is rejected while the redrive policy cannot be read.</summary>
    public IEnumerable<string> KeptIn(LocalQueue? dead) =>
        trail.Ledger.Quarantined.Where(static entry => entry.TryGetProperty("@payload", out _)).Select(static entry => entry.GetProperty("@payload").GetString()!)
            .Concat(dead?.Messages.Select(static message => message.Body) ?? [])
            .SelectMany(Ledger.KeysOf).Distinct();

    /// <summary>Makes the sink fail at times, and lets the queue's clock leap over the leases of what is in hand.</summary>
    public Func<RecordBatch, CancellationToken, Task> DisturbSink(SkewedTime queueTime)
    {
        var random = new Random(seed + 1);
        return (_, _) =>
        {
            var draw = random.Next(1_000);
            if (draw < 10)
            {
                throw new SinkException("The sink is told to fail.", isTransient: true);
            }

            if (draw == 10)
            {
                queueTime.Jump(TimeSpan.FromSeconds(35));
            }

            return Task.CompletedTask;
        };
    }

    void PutGood(string key)
    {
        var records = _random.Next(1, 4);
        trail.Ledger.Expect(key, records, padding: 100);
        trail.Bucket.Put(key, key.EndsWith(".gz", StringComparison.Ordinal) ? TrailFile.Gzip(key, records, padding: 100) : TrailFile.Json(key, records, padding: 100));
    }

    void PutDamaged(string key)
    {
        _damaged.Add(key);
        trail.PutDamaged(key, DamagedFile.All[_random.Next(DamagedFile.All.Count)].Content);
    }

    // One message that tells of several files: none of them may be forgotten over another.
    void PutTogether(int message)
    {
        var keys = Enumerable.Range(0, _random.Next(2, 5)).Select(part => $"{message:d6}-{part}.json").ToList();
        trail.Bucket.StopNotifying();
        keys.ForEach(PutGood);
        trail.Bucket.NotifyQueue(trail.Queue);
        trail.Queue.Send(TrailFile.EventOf(keys));
    }
}
