using System.Collections.Concurrent;
using Fluency.Ingest.FunctionalTests.Faults;
using Fluency.Ingest.Testing;

namespace Fluency.Ingest.Soak;

/// <summary>The endpoint, its faults and a steady load, in a process of its own. Tells on standard output what it wrote (P), damaged (B), deleted (D) and buried (X).</summary>
sealed class SoakServer(int seed)
{
    // Far below what two cores can do: a soak looks for leaks, not for the limit.
    const int MessagesPerTick = 10;
    const int MaxWaiting = 2_000;

    // Long enough for duplicates and redeliveries to find their object.
    const int KeptObjects = 5_000;

    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    readonly Random _random = new(seed);
    readonly BlockingCollection<string> _lines = new(boundedCapacity: 100_000);
    readonly Queue<string> _objects = new();
    int _number;

    public async Task RunAsync()
    {
        await using var aws = await LocalAws.StartAsync(new LocalAwsOptions { MaxLoggedRequests = 100 });
        var queue = aws.Sqs.CreateQueue("trail");
        queue.DeadLetterQueue = aws.Sqs.CreateQueue("dead");
        queue.Deleting = message => Tell('D', KeyOf(message.Body));
        var bucket = aws.S3.CreateBucket("logs");
        bucket.NotifyQueue(queue);
        FaultMix.Add(aws, seed);
        var writing = Task.Run(Write);
        _lines.Add($"{aws.ServiceUrl} {queue.Url}");

        await ProduceAsync(bucket, queue);
        await queue.WaitUntilEmptyAsync();
        foreach (var message in queue.DeadLetterQueue.Messages)
        {
            Tell('X', KeyOf(message.Body));
        }

        _lines.Add("END");
        _lines.CompleteAdding();
        await writing;
    }

    async Task ProduceAsync(LocalBucket bucket, LocalQueue queue)
    {
        // The console's own asynchronous reads block.
        var stop = Task.Run(Console.In.ReadLine);
        using var timer = new PeriodicTimer(Tick);
        while (!stop.IsCompleted && await timer.WaitForNextTickAsync())
        {
            for (var i = 0; i < MessagesPerTick && queue.Count < MaxWaiting; i++)
            {
                Put(bucket);
            }
        }
    }

    void Put(LocalBucket bucket)
    {
        var number = _number++;
        var draw = _random.Next(1_000);
        var key = $"{number}.json.gz";
        if (draw < 10)
        {
            Tell('B', key);
            bucket.Put(key, DamagedFile.All[_random.Next(DamagedFile.All.Count)].Content);
        }
        else
        {
            // Mostly as CloudTrail's median file; some large; a few beyond the buffer, which stream.
            var (records, padding) = draw < 970 ? (_random.Next(1, 10), 1_000) : number % 2_000 == 1_999 ? (4_500, 4_000) : (500, 1_000);
            Tell('P', $"{key} {records}");
            bucket.Put(key, TrailFile.Gzip(key, records, padding));
        }

        _objects.Enqueue(key);
        if (_objects.Count > KeptObjects)
        {
            bucket.Delete(_objects.Dequeue());
        }
    }

    void Tell(char what, string about) => _lines.Add($"{what} {about}");

    void Write()
    {
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            Console.Out.WriteLine(line);
        }
    }

    static string KeyOf(string body)
    {
        const string Name = "\"key\":\"";
        var start = body.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return body[start..body.IndexOf('"', start)];
    }
}
