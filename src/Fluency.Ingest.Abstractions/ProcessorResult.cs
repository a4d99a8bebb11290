namespace Fluency.Ingest;

/// <summary>A processor's answer for one record.</summary>
public readonly record struct ProcessorResult
{
    ProcessorResult(ProcessorAnswer answer, string? reason)
    {
        Answer = answer;
        Reason = reason;
    }

    /// <summary>On to the next processor, then to the route's sinks.</summary>
    public static ProcessorResult Pass => default;

    /// <summary>The record ends here, for all routes, and is counted.</summary>
    public static ProcessorResult Drop => new(ProcessorAnswer.Drop, null);

    /// <summary>Leave this route; the next one that matches sees the record as it came in.</summary>
    public static ProcessorResult Abort => new(ProcessorAnswer.Abort, null);

    /// <summary>The answer itself.</summary>
    public ProcessorAnswer Answer { get; }

    /// <summary>With <see cref="ProcessorAnswer.Error"/>, what went wrong; else <see langword="null"/>.</summary>
    public string? Reason { get; }

    /// <summary>Skip the remaining processors, but still deliver to the route's sinks, as the record was before this processor.</summary>
    /// <param name="reason">What went wrong; it travels with the record (<see cref="Record.Error"/>).</param>
    /// <returns>The answer.</returns>
    public static ProcessorResult Error(string reason) => new(ProcessorAnswer.Error, reason);
}
