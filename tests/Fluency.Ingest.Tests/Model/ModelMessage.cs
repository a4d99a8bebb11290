namespace Fluency.Ingest.Tests.Model;

/// <summary>A message of the model's queue.</summary>
sealed class ModelMessage(string id, IReadOnlyList<ModelObject> objects, Failure? problem)
{
    public string Id => id;

    public IReadOnlyList<ModelObject> Objects => objects;

    public Failure? Problem { get; set; } = problem;

    /// <summary>Whether it may fail for a reason of its own.</summary>
    public bool HasTrouble => Problem is not null || objects.Any(static source => source.Damage != Damage.None || source.Failing > 0 || source.Forbidden > 0);

    public int Receives { get; set; }

    /// <summary>When it may be handed out again; never, while its lease is kept.</summary>
    public DateTimeOffset VisibleAt { get; set; }

    /// <summary>Deleted.</summary>
    public bool IsComplete { get; set; }

    /// <summary>In the dead-letter queue.</summary>
    public bool IsRejected { get; set; }

    public bool IsGone => IsComplete || IsRejected;

    /// <summary>What it was handed out as last.</summary>
    public ModelDelivery? Receipt { get; set; }

    /// <summary>Times that a write with nothing but this message's records was refused for good, so that there is nobody else to blame.</summary>
    public bool IsRefused { get; set; }

    public override string ToString() => $"{id}({string.Join(' ', objects)}{(Problem is null ? "" : " problem")})";
}
