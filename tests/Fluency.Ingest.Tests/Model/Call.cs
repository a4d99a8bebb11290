namespace Fluency.Ingest.Tests.Model;

/// <summary>One call of the engine that waits for its answer; the seed settles the answer's details.</summary>
sealed class Call(CallKind kind, string name, int number) : TaskCompletionSource<(Answer Answer, int Seed)>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public CallKind Kind => kind;

    public string Name => name;

    /// <summary>Which call of this kind and name it is, from 1.</summary>
    public int Number => number;

    /// <summary>The same for the same call of the same schedule.</summary>
    public int Hash { get; } = (int)(name.Aggregate((uint)kind + 17, static (hash, c) => (hash * 31) + c) * 31) + (number * 7919);

    public override string ToString() => $"{kind} {name} ({number})";
}
