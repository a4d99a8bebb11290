using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Tests.Model;

/// <summary>What a pipe promises, checked at every call that it makes: the model beside which the engine runs.</summary>
/// <remarks>What is durable outlives processes; what was offered, and in which order, is of one process.</remarks>
sealed class Promises(Topology topology, PipeOptions options, bool hasQuarantine, Func<IReadOnlyList<ModelMessage>> messages, Coverage coverage)
{
    readonly Lock _lock = new();
    readonly List<string> _violations = [];

    // For ever: what each sink has, what the quarantine has of objects and deliveries, and which records were refused for good.
    readonly Dictionary<(string Sink, string Content, uint Index), int> _durable = [];
    // Messages that lost a lease: a batch of the try before may still be on its way to a sink, together with others, when the message has come again.
    readonly HashSet<string> _losers = [];

    readonly HashSet<(string Delivery, string Uri)> _kept = [];
    readonly HashSet<(string Content, uint Index)> _refused = [];

    // Of this process: what was offered first and last, what a sink is known to have, and contents of which the engine cannot know what became.
    readonly HashSet<(string Sink, string Content, uint Index)> _offered = [];
    readonly Dictionary<(string Sink, string Content), uint> _lastOffered = [];
    readonly Dictionary<string, int> _lastArrival = [];
    readonly HashSet<string> _overtaken = [];
    readonly Dictionary<(string Sink, string Content, uint Index), int> _known = [];
    readonly HashSet<string> _unknown = [];
    readonly HashSet<(string Content, uint Index)> _refusedNow = [];
    readonly HashSet<string> _blamed = [];
    readonly HashSet<string> _counted = [];
    RecordCounts _counts;
    bool _isCountExact = true;

    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_lock)
            {
                return [.. _violations];
            }
        }
    }

    /// <exception cref="InvalidOperationException">One was broken.</exception>
    public void ThrowIfBroken()
    {
        if (Violations is { Count: > 0 } violations)
        {
            throw new InvalidOperationException(string.Join('\n', violations));
        }
    }

    /// <summary>Whether the process was told to give up its work.</summary>
    public Func<bool> IsAborted { get; set; } = () => false;

    public void BeginProcess()
    {
        lock (_lock)
        {
            _offered.Clear();
            _lastOffered.Clear();
            _lastArrival.Clear();
            _overtaken.Clear();
            _known.Clear();
            _unknown.Clear();
            _refusedNow.Clear();
            _blamed.Clear();
            _counted.Clear();
            _counts = default;
            _isCountExact = true;
            foreach (var source in messages().SelectMany(message => message.Objects))
            {
                source.TimesForbidden = 0;
            }
        }
    }

    public void Violate(string promise)
    {
        lock (_lock)
        {
            _violations.Add(promise);
        }
    }

    public void CheckConcurrency(string sink, int inFlight, int allowed)
    {
        if (inFlight > allowed)
        {
            Violate($"{sink} is given {inFlight} writes at once, and takes {allowed}.");
        }
    }

    /// <summary>A sink is given records: only whole objects' (but for large ones), by their routes, in their order, and none that it is known to have.</summary>
    public void OnOffered(string sink, IReadOnlyList<Written> records, bool inOrder)
    {
        lock (_lock)
        {
            Require(records.Count > 0 && records.Count <= options.BatchRecords, $"{sink} is given {records.Count} records at once.");
            foreach (var record in records.Where(record => record.Delivery is null))
            {
                CheckOffered(sink, record, inOrder);
            }

            var redelivered = records.Select(record => OwnerOf(record.Content)).OfType<ModelMessage>().Where(owner => owner.Receipt is { Attempt: > 1, WasOpened: true } && !_losers.Contains(owner.Id)).Distinct().ToArray();
            Require(sink == Topology.Quarantine || redelivered.All(owner => records.All(record => owner.Objects.Any(source => source.Has(record.Content)))),
                $"{sink} is given a batch with records of {string.Join(' ', redelivered.Select(owner => owner.Id))}, which came again, and others.");
        }
    }

    public void OnDurable(string sink, IReadOnlyList<Written> records, bool isKnown)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                if (record.Delivery is { } delivery)
                {
                    Keep(delivery, record);
                    continue;
                }

                var key = (sink, record.Content, record.Index);
                _durable[key] = _durable.GetValueOrDefault(key) + 1;
                if (isKnown)
                {
                    _known[key] = _known.GetValueOrDefault(key) + 1;
                }
                else
                {
                    _unknown.Add(record.Content);
                }
            }
        }
    }

    /// <summary>A sink refused a write for good without naming a record: whoever was alone in it is to blame.</summary>
    public void OnRefused(IReadOnlyList<Written> records)
    {
        lock (_lock)
        {
            var contents = records.Where(record => record.Delivery is null).Select(record => record.Content).ToHashSet();
            _unknown.UnionWith(contents);
            _blamed.UnionWith(contents);
            foreach (var message in messages().Where(message => contents.Count > 0 && contents.All(content => message.Objects.Any(source => source.Has(content)))))
            {
                message.IsRefused = true;
            }
        }
    }

    /// <summary>A sink refused records for good: they go to the quarantine, or, where that does not take them, their deliveries fail.</summary>
    public void OnRefusedByName(string sink, IReadOnlyList<Written> records)
    {
        coverage.Note("record refused", records.Count);
        lock (_lock)
        {
            var keys = records.Select(record => (record.Content, record.Index)).ToArray();
            _unknown.UnionWith(keys.Select(key => key.Content));
            _blamed.UnionWith(keys.Select(key => key.Content));
            if (hasQuarantine)
            {
                _refused.UnionWith(keys);
                _refusedNow.UnionWith(keys);
            }
        }

        if (!hasQuarantine || sink == Topology.Quarantine)
        {
            foreach (var record in records)
            {
                OnRefused([record]);
            }
        }
    }

    public void OnLeaseLost(ModelMessage message)
    {
        lock (_lock)
        {
            // Also once it is mended, which may be while two tries of it are in work.
            _unknown.UnionWith(message.Objects.SelectMany(static source => new[] { source.Content, source.SoundContent }));
            _losers.Add(message.Id);
        }
    }

    public void OnSettling(ModelDelivery receipt, Disposition disposition)
    {
        lock (_lock)
        {
            Require(receipt.Settlements == 1, $"{receipt.Id} is settled {receipt.Settlements} times by one receipt.");
            coverage.Note(disposition.GetType().Name);
            switch (disposition)
            {
                case CompleteDisposition:
                    OnCompleting(receipt.Message);
                    break;
                case RejectDisposition:
                    Require(receipt.KeepsRejected, $"{receipt.Id} is rejected where nothing keeps it.");
                    Require(IsFinal(receipt.Message), $"{receipt.Id} is rejected, but only met what may pass.");
                    Count(receipt.Message, source => source.Damage != Damage.None);
                    break;
                case ReturnDisposition again:
                    // What has failed by itself may have got its delay just before the abort.
                    Require(again.After <= TimeSpan.Zero || !IsAborted() || !receipt.CanReturn || receipt.Message.HasTrouble, $"{receipt.Id} is returned for {again.After} after the abort, when it is to be seen at once.");
                    break;
            }
        }
    }

    /// <summary>The process has ended.</summary>
    public void OnEnded(PipeStatistics done, IReadOnlyList<ModelDelivery> receipts)
    {
        lock (_lock)
        {
            foreach (var receipt in receipts)
            {
                Require(receipt.Settlements == 1, $"{receipt.Id}, attempt {receipt.Attempt}, was settled {receipt.Settlements} times when the process ended.");
            }

            foreach (var message in messages().Where(message => !message.IsGone))
            {
                Require(message.VisibleAt < DateTimeOffset.MaxValue, $"{message.Id} is not done and will never be visible again.");
            }

            var records = done.Records;
            Require(records.Read == records.Delivered + records.Dropped + records.Unrouted + records.Quarantined, $"The statistics are no partition: {records}.");
            Require(done.Messages.Received == receipts.Count, $"{done.Messages.Received} are counted as received, {receipts.Count} were.");
            Require(done.Messages.Complete + done.Messages.Returned + done.Messages.Rejected == receipts.Count, $"Not each delivery is counted as settled: {done.Messages}.");
            var counted = (records.Read, records.Delivered, records.Dropped, records.Unrouted, records.Quarantined);
            var expected = (_counts.Read, _counts.Delivered, _counts.Dropped, _counts.Unrouted, _counts.Quarantined);
            Require(!_isCountExact || counted == expected, $"Counted (read, delivered, dropped, unrouted, quarantined) {counted}, settled {expected}.");
            Require(_overtaken.Count <= done.Messages.Overtaken, $"{string.Join(' ', _overtaken)} were overtaken, {done.Messages.Overtaken} are counted.");
            coverage.Note("exact counts", _isCountExact && _counts.Read > 0 ? 1 : 0);
            coverage.Note("overtaken", _overtaken.Count);
        }
    }

    void CheckOffered(string sink, Written record, bool inOrder)
    {
        var source = ObjectOf(record.Content);
        Require(ModelObject.IsSound(record.Content) || source.Length > options.BufferLimit, $"{sink} is given record {record.Index} of {record.Content}, which is damaged.");
        var sinks = topology.FateOf(source.Kinds[(int)record.Index]).Sinks;
        var isRefused = sink == Topology.Quarantine && _refused.Contains((record.Content, record.Index));
        Require(sinks.Contains(sink) || isRefused, $"{sink} is given record {record.Index} of {record.Content}, which no route sends there.");
        var copies = sinks.Count(name => name == sink);
        Require(_known.GetValueOrDefault((sink, record.Content, record.Index)) < Math.Max(1, copies) || _unknown.Contains(record.Content) || OwnerOf(record.Content) is null || isRefused,
            $"{sink} is given record {record.Index} of {record.Content} again, though it is known to have it.");
        if (inOrder && sink != Topology.Quarantine && _offered.Add((sink, record.Content, record.Index)))
        {
            CheckOrder(sink, record);
        }
    }

    void CheckOrder(string sink, Written record)
    {
        // After a refusal the rest of a segment is left out, and comes when the delivery does.
        Require(!_lastOffered.TryGetValue((sink, record.Content), out var last) || last < record.Index || _blamed.Contains(record.Content), $"{sink} is given record {record.Index} of {record.Content} after record {last}.");
        _lastOffered[(sink, record.Content)] = record.Index;
        if (options.Ordering == Ordering.Arrival && OwnerOf(record.Content) is { Receipt: { Attempt: 1, CanReturn: true } receipt })
        {
            var latest = _lastArrival.GetValueOrDefault(sink);
            _lastArrival[sink] = Math.Max(latest, receipt.Number);
            if (receipt.Number < latest)
            {
                _overtaken.Add(receipt.Id);
            }
        }
    }

    // What is deleted is durable, dropped on purpose, or kept.
    void OnCompleting(ModelMessage message)
    {
        Require(message.Problem is null || _kept.Contains((message.Id, "")), $"{message.Id} is completed, but what could not be understood of it is kept nowhere.");
        foreach (var source in message.Objects.Where(source => !_kept.Contains((message.Id, source.Reference.Uri))))
        {
            Require(source.Damage == Damage.None, $"{message.Id} is completed, but {source} is damaged and kept nowhere.");
            for (var index = 0; index < source.Kinds.Length; index++)
            {
                foreach (var sink in topology.FateOf(source.Kinds[index]).Sinks.CountBy(sink => sink))
                {
                    var isDurable = DurableIn(sink.Key, source.Content, index) >= sink.Value;
                    var isKept = _refused.Contains((source.Content, (uint)index)) && DurableIn(Topology.Quarantine, source.Content, index) > 0;
                    Require(isDurable || isKept, $"{message.Id} is completed, but record {index} of {source} is not durable in {sink}.");
                }
            }
        }

        Count(message, source => _kept.Contains((message.Id, source.Reference.Uri)));
    }

    void Keep(string delivery, Written entry)
    {
        var message = messages().First(message => message.Id == delivery);
        coverage.Note("kept " + entry.Entry);
        Require(IsFinal(message), $"{delivery} is put into the quarantine ({entry.Content}), but only met what may pass.");
        _kept.Add((delivery, entry.Content));
    }

    // A final cause, or as many failures of its own as make it poison: in each of those an object was forbidden, not always the same.
    bool IsFinal(ModelMessage message) => message.Problem is not null || message.IsRefused || message.Objects.Any(source => source.Damage != Damage.None) || IsPoison(message);

    bool IsPoison(ModelMessage message) => message.Objects.Sum(source => source.TimesForbidden) >= options.MaxReceives;

    // Each message counts once, also when its delete failed and it came again.
    void Count(ModelMessage message, Func<ModelObject, bool> hasFailed)
    {
        if (!_counted.Add(message.Id))
        {
            return;
        }

        // What was kept by a try that did not come to its end may be read by the next one.
        _isCountExact &= !message.IsRefused && !IsPoison(message) && !message.Objects.Any(source => source.Damage == Damage.None && hasFailed(source));
        foreach (var source in message.Objects)
        {
            var wasRefusedBefore = message.Receives > 1 && _refusedNow.Any(key => key.Content == source.Content);
            _isCountExact &= !wasRefusedBefore && OwnerOf(source.Content) is not null && (source.Damage == Damage.None || source.Length <= options.BufferLimit);
            if (hasFailed(source))
            {
                continue;
            }

            for (var index = 0; index < source.Kinds.Length; index++)
            {
                var counts = _refusedNow.Contains((source.Content, (uint)index)) ? "quarantined" : topology.FateOf(source.Kinds[index]).Counts;
                _counts.Read++;
                _counts.Delivered += counts == "delivered" ? 1 : 0;
                _counts.Dropped += counts == "dropped" ? 1 : 0;
                _counts.Unrouted += counts == "unrouted" ? 1 : 0;
                _counts.Quarantined += counts == "quarantined" ? 1 : 0;
            }
        }
    }

    void Require(bool isKept, string promise)
    {
        if (!isKept)
        {
            _violations.Add(promise);
        }
    }

    int DurableIn(string sink, string content, int index) => _durable.GetValueOrDefault((sink, content, (uint)index));

    ModelObject ObjectOf(string content) => messages().SelectMany(message => message.Objects).First(source => source.Has(content));

    /// <summary>The one message that tells of a content, once; null if there are more.</summary>
    ModelMessage? OwnerOf(string content)
    {
        var owners = messages().SelectMany(message => message.Objects.Where(source => source.Has(content)).Select(_ => message)).Take(2).ToArray();
        return owners.Length == 1 ? owners[0] : null;
    }
}
