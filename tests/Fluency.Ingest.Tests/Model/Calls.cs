namespace Fluency.Ingest.Tests.Model;

/// <summary>All calls of the engine, in which it waits until it is answered.</summary>
sealed class Calls
{
    readonly Lock _lock = new();
    readonly List<Call> _waiting = [];
    readonly Dictionary<(CallKind Kind, string Name), int> _numbers = [];

    /// <summary>Kinds that are answered yes at once.</summary>
    public HashSet<CallKind> Automatic { get; } = [];

    /// <summary>Sinks that are down: their writes fail at once.</summary>
    public HashSet<string> Down { get; } = [];

    /// <summary>The number, from 1, of a call that is not answered at once, whatever its kind.</summary>
    public int HoldAt { get; set; }

    /// <summary>How many calls were made.</summary>
    public int Made { get; private set; }

    /// <summary>Sees each call when it is made.</summary>
    public Action<Call>? OnCall { get; set; }

    /// <summary>The calls that wait, in an order that does not depend on which thread was first.</summary>
    public IReadOnlyList<Call> Waiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _waiting.OrderBy(call => call.Kind).ThenBy(call => call.Name, StringComparer.Ordinal).ThenBy(call => call.Number)];
            }
        }
    }

    /// <summary>Waits for the answer. One call in four does not listen to its token, as some sinks do not.</summary>
    public async Task<(Answer Answer, int Seed)> AskAsync(CallKind kind, string name, CancellationToken cancellationToken)
    {
        Call call;
        lock (_lock)
        {
            var number = _numbers.GetValueOrDefault((kind, name)) + 1;
            _numbers[(kind, name)] = number;
            call = new Call(kind, name, number);
            if (++Made == HoldAt)
            {
                _waiting.Add(call);
            }
            else if (kind == CallKind.Write && Down.Contains(name))
            {
                call.SetResult((Answer.Fail, 0));
            }
            else if (Automatic.Contains(kind))
            {
                call.SetResult((Answer.Yes, 0));
            }
            else
            {
                _waiting.Add(call);
            }
        }

        OnCall?.Invoke(call);
        var listens = kind is CallKind.Open or CallKind.Read || call.Hash % 4 != 0;
        await using var registration = (listens ? cancellationToken : default).UnsafeRegister(_ => Give(call, Answer.Cancelled, call.Hash), null);
        return await call.Task;
    }

    public void Give(Call call, Answer answer, int seed)
    {
        lock (_lock)
        {
            _waiting.Remove(call);
        }

        call.TrySetResult((answer, seed));
    }

    /// <summary>Answers yes to everything that waits.</summary>
    public void GiveAll()
    {
        foreach (var call in Waiting)
        {
            Give(call, Answer.Yes, 0);
        }
    }

    /// <summary>From now on nothing fails and nothing waits.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            Down.Clear();
            Automatic.UnionWith(Enum.GetValues<CallKind>());
        }

        GiveAll();
    }
}
