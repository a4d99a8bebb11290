namespace Fluency.Ingest;

/// <summary>The four answers of a processor; see <see cref="ProcessorResult"/>.</summary>
public enum ProcessorAnswer
{
    /// <summary>See <see cref="ProcessorResult.Pass"/>.</summary>
    Pass = 0,

    /// <summary>See <see cref="ProcessorResult.Drop"/>.</summary>
    Drop,

    /// <summary>See <see cref="ProcessorResult.Abort"/>.</summary>
    Abort,

    /// <summary>See <see cref="ProcessorResult.Error"/>.</summary>
    Error,
}
