using Fluency.Ingest.Testing.Collector;

namespace Fluency.Ingest.Testing;

/// <summary>What goes wrong when a <see cref="CollectorFault"/> strikes.</summary>
public sealed class CollectorEffect
{
    CollectorEffect(CollectorEffectKind kind) => Kind = kind;

    internal CollectorEffectKind Kind { get; }

    internal int Status { get; private init; }

    internal string Body { get; private init; } = "";

    internal string? RetryAfter { get; private init; }

    internal TimeSpan Duration { get; private init; }

    internal int Event { get; private init; }

    /// <summary>The connection is closed before the body is read.</summary>
    public static CollectorEffect CloseConnection { get; } = new(CollectorEffectKind.CloseConnection);

    /// <summary>The body is read, nothing of it is taken, and the connection is closed without an answer.</summary>
    public static CollectorEffect CloseAfterReading { get; } = new(CollectorEffectKind.CloseAfterReading);

    /// <summary>What was sent is taken, and the connection is closed without an answer: the sender cannot know.</summary>
    public static CollectorEffect LoseAnswer { get; } = new(CollectorEffectKind.LoseAnswer);

    /// <summary>Events are taken and indexed, but no question for their acknowledgement is ever answered with yes.</summary>
    public static CollectorEffect LoseAcknowledgement { get; } = new(CollectorEffectKind.LoseAcknowledgement);

    /// <summary>The request waits until <see cref="CollectorFault.Release"/> is called or the sender leaves, then goes on.</summary>
    public static CollectorEffect Hold { get; } = new(CollectorEffectKind.Hold);

    /// <summary>The answer is one of the collector's; nothing is taken.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="code">The collector's code, such as 9.</param>
    /// <param name="text">Its text, such as <c>Server is busy</c>.</param>
    /// <param name="retryAfter">The header <c>Retry-After</c>: seconds or a date; <see langword="null"/> for none.</param>
    /// <returns>The effect.</returns>
    public static CollectorEffect Answer(int status, int code, string text, string? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(CollectorEffectKind.Answer) { Status = status, Body = CollectorAnswer.Json(code, text), RetryAfter = retryAfter };
    }

    /// <summary>The answer is a status with any body, as from a proxy in front; nothing is taken.</summary>
    /// <param name="status">The HTTP status, such as 502.</param>
    /// <param name="body">The body. Default none.</param>
    /// <param name="retryAfter">The header <c>Retry-After</c>: seconds or a date; <see langword="null"/> for none.</param>
    /// <returns>The effect.</returns>
    public static CollectorEffect BareAnswer(int status, string body = "", string? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new(CollectorEffectKind.Answer) { Status = status, Body = body, RetryAfter = retryAfter };
    }

    /// <summary>The request waits for a time on the clock, then goes on.</summary>
    /// <param name="duration">How long.</param>
    /// <returns>The effect.</returns>
    public static CollectorEffect Delay(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return new(CollectorEffectKind.Delay) { Duration = duration };
    }

    /// <summary>An event of the request is refused with code 6 and its number; those before it are taken, those behind it are not.</summary>
    /// <param name="number">Which event, from 0. A request with fewer events passes.</param>
    /// <returns>The effect.</returns>
    public static CollectorEffect RefuseEvent(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(CollectorEffectKind.RefuseEvent) { Event = number };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
