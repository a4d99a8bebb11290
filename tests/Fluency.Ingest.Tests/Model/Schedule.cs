using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Tests.Model;

/// <summary>A random run of the world, the same for the same seed: what arrives, what is answered, what fails, when time passes and when the process ends.</summary>
sealed class Schedule
{
    readonly Random _random;
    readonly List<string> _trace = [];
    readonly World _world;
    readonly bool _mayRefuse;
    readonly string _kinds;
    int _names;

    public Schedule(int seed, Coverage coverage)
    {
        _random = new Random(seed);
        var hasQuarantine = Chance(0.75);
        var topology = SomeTopology(hasQuarantine);
        var options = SomeOptions();
        _kinds = Topology.Kinds + Topology.Unroutable;
        _mayRefuse = Chance(0.6);
        var canReturn = Chance(0.9);
        var width = Chance(0.2) ? 3 : 1;
        _world = new World(topology, options, hasQuarantine, keepsRejected: Chance(0.4), canReturn, width, coverage);
        foreach (var (kind, chance) in new[] { (CallKind.Open, 0.4), (CallKind.Read, 0.8), (CallKind.Process, 0.5), (CallKind.Write, 0.15), (CallKind.Settle, 0.6) })
        {
            if (Chance(chance))
            {
                _world.Calls.Automatic.Add(kind);
            }
        }

        _trace.Add($"{topology}; quarantine {hasQuarantine}, keeps rejected {_world.Queue.KeepsRejected}, can return {canReturn}, width {width}, {options.Ordering}, hold {options.OrderHold}, in flight {options.MaxInFlightDeliveries}, "
            + $"open {options.MaxOpenObjects}, bytes {options.MaxInFlightBytes}, batch {options.BatchRecords}/{options.BatchBytes}/{options.BatchInterval}, receives {options.MaxReceives}, "
            + $"automatic {string.Join('+', _world.Calls.Automatic)}");
    }

    public string Trace => string.Join('\n', _trace);

    /// <summary>How many steps it took.</summary>
    public int Steps => _trace.Count;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="InvalidOperationException">A promise was broken; the message says which.</exception>
    public void Run()
    {
        _world.Start();
        for (var steps = _random.Next(15, 60); steps > 0; steps--)
        {
            Step();
            _world.Rest.Wait();
            _world.CheckBudget();
            _world.Promises.ThrowIfBroken();
        }

        _trace.Add("mend");
        _world.Mend();
        _world.Promises.ThrowIfBroken();
        _world.Coverage.Note("steps", _trace.Count);
        _world.Coverage.Note("most bytes", (int)Math.Max(0, _world.MostBytes - _world.Coverage.Of("most bytes")));
    }

    void Step()
    {
        switch (_random.Next(100))
        {
            case < 22:
                Add();
                break;
            case < 62:
                AnswerOne();
                break;
            case < 70:
                _trace.Add("answer all");
                _world.Calls.GiveAll();
                break;
            case < 80:
                Pass(TimeSpan.FromSeconds(1));
                break;
            case < 86:
                Pass(TimeSpan.FromSeconds(11));
                break;
            case < 88:
                Pass(TimeSpan.FromSeconds(31));
                break;
            case < 93:
                LoseLease();
                break;
            case < 96:
                ToggleOutage();
                break;
            case < 98:
                Restart("drain", process => process.Drain());
                break;
            default:
                Restart("abort", process => process.Abort());
                break;
        }
    }

    void Add()
    {
        var known = _world.Queue.Messages;
        var objects = new List<ModelObject>();
        if (known.Count > 0 && Chance(0.1))
        {
            _world.Coverage.Note("duplicate");
            objects.AddRange(known[_random.Next(known.Count)].Objects);
        }
        else
        {
            for (var count = Pick(0, 1, 1, 1, 1, 2, 2, 3); count > 0; count--)
            {
                var others = known.SelectMany(message => message.Objects).ToArray();
                objects.Add(others.Length > 0 && Chance(0.05) ? others[_random.Next(others.Length)] : SomeObject());
            }
        }

        var problem = Chance(0.05) ? new Failure(FailureCause.NotificationEntryInvalid, "An entry is odd.") : null;
        var message = new ModelMessage($"m{known.Count}", objects, problem);
        _trace.Add($"add {message}");
        _world.Queue.Add(message);
    }

    ModelObject SomeObject()
    {
        var isLarge = Chance(0.12);
        var records = isLarge ? _random.Next(20, 140) : _random.Next(0, 9);
        var kinds = string.Concat(Enumerable.Range(0, records).Select(_ => _kinds[_random.Next(_kinds.Length)]));
        var damage = Chance(0.15) ? (Damage)_random.Next(1, 4) : Damage.None;
        _world.Coverage.Note(isLarge ? "large object" : "object");
        _world.Coverage.Note(damage.ToString());
        return new ModelObject(_world.Calls, $"o{_names++}", kinds, isLarge ? 8_000 : 30, damage)
        {
            Failing = Chance(0.15) ? _random.Next(1, 4) : 0,
            Forbidden = Chance(0.1) ? _random.Next(1, 4) : 0,
        };
    }

    void AnswerOne()
    {
        var waiting = _world.Calls.Waiting;
        if (waiting.Count == 0)
        {
            return;
        }

        var call = waiting[_random.Next(waiting.Count)];
        var answer = AnswerTo(call);
        _trace.Add($"{call}: {answer}");
        _world.Coverage.Note($"{call.Kind} {answer}");
        _world.Calls.Give(call, answer, _random.Next());
    }

    Answer AnswerTo(Call call) => call.Kind switch
    {
        _ when Chance(0.6) => Answer.Yes,
        CallKind.Open or CallKind.Read => Pick(Answer.Yes, Answer.Fail),
        CallKind.Settle => Pick(Answer.Yes, Answer.Yes, Answer.Fail, Answer.Lose),
        CallKind.Write when _mayRefuse => Pick(Answer.Fail, Answer.FailSome, Answer.Refuse, Answer.RefuseSome, Answer.Lose),
        CallKind.Write => Pick(Answer.Fail, Answer.FailSome, Answer.Lose),
        _ => Answer.Yes,
    };

    void Pass(TimeSpan time)
    {
        _trace.Add($"{time} passes");
        _world.Pass(time);
    }

    void LoseLease()
    {
        var held = _world.Queue.Unsettled;
        if (held.Count == 0)
        {
            return;
        }

        var receipt = held[_random.Next(held.Count)];
        var isNoticed = _random.Next(2) == 0;
        _trace.Add($"lease of {receipt.Id} is lost{(isNoticed ? "" : ", unnoticed")}");
        _world.Coverage.Note(isNoticed ? "lease lost" : "lease lost unnoticed");
        _world.Promises.OnLeaseLost(receipt.Message);
        _world.Queue.LoseLease(receipt, isNoticed);
    }

    void ToggleOutage()
    {
        var sink = World.Sinks[_random.Next(World.Sinks.Count)];
        var isDown = _world.Calls.Down.Add(sink) || !_world.Calls.Down.Remove(sink);
        _trace.Add($"{sink} is {(isDown ? "down" : "up")}");
    }

    void Restart(string how, Action<ModelProcess> stop)
    {
        _trace.Add(how);
        _world.Coverage.Note(how);
        stop(_world.Process!);
        _world.Rest.Wait();
        _world.Calls.Down.Clear();
        _world.End();
        _world.Promises.ThrowIfBroken();
        _world.Start();
    }

    Topology SomeTopology(bool hasQuarantine)
    {
        var routes = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => SomeRoute()).ToArray();
        var otherwise = Pick(Topology.Drop, World.Sinks[_random.Next(World.Sinks.Count)], hasQuarantine ? Topology.Quarantine : Topology.Drop);
        return new Topology(routes, Chance(0.4), otherwise);
    }

    ModelRoute SomeRoute()
    {
        var takes = string.Concat(Topology.Kinds.Where(_ => Chance(0.75)));
        var sinks = World.Sinks.Where(_ => Chance(0.5)).ToArray();
        return new ModelRoute(takes, Pick<bool?>(null, true, false), IsAsync: Chance(0.4), sinks.Length > 0 ? sinks : [World.Sinks[0]]);
    }

    PipeOptions SomeOptions() => new()
    {
        Ordering = Chance(0.75) ? Ordering.Arrival : Ordering.None,
        OrderHold = Pick(TimeSpan.FromSeconds(10), TimeSpan.FromHours(12)),
        BufferLimit = 64 * 1024,
        MaxInFlightBytes = Pick(256 * 1024, 1024 * 1024),
        MaxInFlightDeliveries = Pick(1, 3, 8),
        MaxOpenObjects = Pick(1, 2, 8),
        BatchRecords = Pick(1, 3, 10, 1000),
        BatchBytes = Pick(200, 20_000, 1024 * 1024),
        BatchInterval = Pick(TimeSpan.Zero, TimeSpan.FromSeconds(1)),
        MaxReturnDelay = TimeSpan.FromMinutes(1),
        MaxReceives = Pick(1, 2, 3),
        Records = { MaxRecordBytes = 16 * 1024 },
        Objects = { MaxResumes = Pick(0, 3) },
    };

    bool Chance(double probability) => _random.NextDouble() < probability;

    T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
